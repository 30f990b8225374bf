"""Real broker, real Postgres: every message once, in order, with receipts."""

import orjson
import pytest

from infra.embedded.broker import EmbeddedBroker
from tests.integration.mqtt.brokers import address, connected, cut, received
from tests.integration.recorder.office import (
    TOPIC,
    events,
    grown,
    opened,
    publish,
    recording,
    values,
)


async def test_readings_become_events_in_order(
    running: EmbeddedBroker, postgres_url: str, hub: str
) -> None:
    async with (
        opened(postgres_url, hub) as log,
        recording(address(running), log),
        connected(address(running, "3.1.1"), "device") as device,
    ):
        await publish(device, [{"value": n} for n in range(3_000)])
        await grown(log, 3_000)
        assert await values(log) == list(range(3_000))


async def test_what_came_while_the_recorder_was_away_is_recorded_when_it_is_back(
    running: EmbeddedBroker, postgres_url: str, hub: str
) -> None:
    broker = address(running)
    async with opened(postgres_url, hub) as log, connected(broker, "device") as device:
        async with recording(broker, log):
            await publish(device, [{"value": 0}])
            await grown(log, 1)
        await publish(device, [{"value": n} for n in range(1, 5_000)])
        async with recording(broker, log):
            await grown(log, 5_000)
        assert await values(log) == list(range(5_000))


@pytest.mark.slow
async def test_a_connection_that_is_cut_again_and_again_doubles_and_loses_nothing(
    running: EmbeddedBroker, postgres_url: str, hub: str
) -> None:
    broker = address(running)
    async with (
        opened(postgres_url, hub) as log,
        connected(broker, "device") as device,
        recording(broker, log) as bus,
    ):
        for batch in range(10):
            await publish(device, [{"value": n} for n in range(batch * 200, batch * 200 + 200)])
            await bus.connected.wait()
            cut(bus)
        await grown(log, 2_000)
        assert sorted(set(map(int, await values(log)))) == list(range(2_000))
        repeats = len(await values(log)) - 2_000
        assert repeats == 0 or running.v5_port != running.port  # rumqttd does not say DUP


async def test_two_recorders_share_the_messages(
    running: EmbeddedBroker, postgres_url: str, hub: str
) -> None:
    broker = address(running)
    async with (
        opened(postgres_url, hub) as log,
        recording(broker, log, "r1", share="recorders"),
        recording(broker, log, "r2", share="recorders"),
        connected(broker, "device") as device,
    ):
        await publish(device, [{"value": n} for n in range(2_000)])
        await grown(log, 2_000)
        assert sorted(map(int, await values(log))) == list(range(2_000))


async def test_a_retained_message_is_taken_once(
    running: EmbeddedBroker, postgres_url: str, hub: str
) -> None:
    broker = address(running)
    async with opened(postgres_url, hub) as log, connected(broker, "device") as device:
        await device.publish(TOPIC, b'{"value": 7}', retain=True)
        for client_id in ("r1", "r2", "r2"):
            async with recording(broker, log, client_id):
                await grown(log, 1)
        assert await values(log) == [7]


async def test_a_device_that_numbers_its_messages_gets_its_receipt(
    running: EmbeddedBroker, postgres_url: str, hub: str
) -> None:
    broker = address(running)
    async with (
        opened(postgres_url, hub) as log,
        recording(broker, log),
        connected(broker, "device") as device,
    ):
        await device.subscribe(["soms/edge/env_01/receipt"])
        await publish(device, [{"value": n, "boot": "b", "seq": n} for n in (1, 2, 4, 5)])
        assert orjson.loads((await received(device, 1))[-1].payload) == {"boot": "b", "seq": 2}
        await publish(device, [{"value": 3, "boot": "b", "seq": 3}])
        assert orjson.loads((await received(device, 1))[-1].payload) == {"boot": "b", "seq": 5}
        await publish(device, [{"value": 3, "boot": "b", "seq": 3}])
        assert orjson.loads((await received(device, 1))[-1].payload) == {"boot": "b", "seq": 5}
        assert len(await events(log)) == 5


async def test_garbage_is_recorded_as_rejected_and_delays_nobody(
    running: EmbeddedBroker, postgres_url: str, hub: str
) -> None:
    broker = address(running)
    async with (
        opened(postgres_url, hub) as log,
        recording(broker, log),
        connected(broker, "device") as device,
    ):
        await device.publish(TOPIC, b"\xff\x00 not json")
        await publish(device, [{"value": 1}])
        await grown(log, 2)
        assert [e.type for e in await events(log)] == [
            "log.message_rejected",
            "telemetry.reading_recorded",
        ]
