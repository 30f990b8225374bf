"""The recorder when the database, the broker or itself is gone for a while."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from events.mqtt.link import Link
from infra.embedded.broker import EmbeddedBroker
from infra.embedded.ports import free_port
from infra.embedded.postgres import Postgres
from tests.integration.mqtt.brokers import KINDS, address, connected, running_broker
from tests.integration.recorder.office import grown, opened, publish, recording, values


@pytest.fixture(params=KINDS)
def running(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[EmbeddedBroker]:
    with running_broker(request.param, tmp_path / "broker") as broker:
        yield broker


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Postgres]:
    server = Postgres(tmp_path / "postgres", free_port())
    server.start()
    yield server
    server.stop()


async def test_while_the_database_is_down_nothing_is_acknowledged_and_nothing_lost(
    running: EmbeddedBroker, database: Postgres, hub: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    acknowledged: list[int] = []
    send = Link.acknowledge

    def acknowledge(link: Link, packet_id: int) -> bool:
        acknowledged.append(packet_id)
        return send(link, packet_id)

    monkeypatch.setattr(Link, "acknowledge", acknowledge)
    broker = address(running)
    async with opened(database.url, hub) as log, connected(broker, "device") as device:
        async with recording(broker, log):
            await publish(device, [{"value": n} for n in range(100)])
            await grown(log, 100)
            assert len(acknowledged) == 100
            database.kill()
            await publish(device, [{"value": n} for n in range(100, 600)])
            await asyncio.sleep(0.5)
            assert len(acknowledged) == 100
            database.start()
            await _caught_up(acknowledged, 600)
        assert await values(log) == list(range(600))


async def test_a_recorder_that_died_between_commit_and_acknowledgement_repeats_nothing(
    postgres_url: str, hub: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with running_broker("mosquitto", tmp_path) as running:
        broker = address(running)
        async with opened(postgres_url, hub) as log, connected(broker, "device") as device:
            with monkeypatch.context() as dying:
                dying.setattr(Link, "acknowledge", lambda _link, _packet: False)
                async with recording(broker, log):
                    await publish(device, [{"value": 1}] * 50)
                    await grown(log, 50)
            await publish(device, [{"value": 1}] * 50)
            async with recording(broker, log):
                await grown(log, 100)
            assert await values(log) == [1] * 100


async def test_a_broker_that_restarts_with_its_sessions_loses_nothing(
    postgres_url: str, hub: str, tmp_path: Path
) -> None:
    with running_broker("mosquitto", tmp_path) as running:
        broker = address(running)
        async with (
            opened(postgres_url, hub) as log,
            connected(broker, "device", session_expiry_s=60) as device,
            recording(broker, log),
        ):
            publishing = asyncio.create_task(publish(device, [{"value": n} for n in range(5_000)]))
            await grown(log, 500)
            running.stop()
            running.start()
            await asyncio.wait_for(publishing, 20)
            await grown(log, 5_000)
            assert set(await values(log)) == set(range(5_000))


async def test_a_broker_that_forgot_everything_is_subscribed_anew(
    running: EmbeddedBroker, postgres_url: str, hub: str
) -> None:
    broker = address(running)
    async with (
        opened(postgres_url, hub) as log,
        connected(broker, "device") as device,
        recording(broker, log) as bus,
    ):
        await publish(device, [{"value": 1}])
        await grown(log, 1)
        running.kill()
        await asyncio.sleep(0.1)
        running.start()
        await asyncio.wait_for(bus.connected.wait(), 20)
        await publish(device, [{"value": 2}])
        await grown(log, 2)
        assert await values(log) == [1, 2]


async def _caught_up(acknowledged: list[int], count: int) -> None:
    async with asyncio.timeout(30):
        while len(acknowledged) < count:
            await asyncio.sleep(0.05)
