"""Real Postgres, real broker: what is in the log is published, all of it, in order."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import orjson
import pytest

from events.cloudevents import encode
from events.eventlog import EventLog
from events.mqtt import Delivery, MqttBus
from events.tasks import Accepted
from events.transparency.checkpoint import SigningKey, TreeHead
from events.transparency.postgres import PostgresHeads
from infra.embedded.broker import EmbeddedBroker
from services.publisher.heads import Heads
from services.publisher.publisher import NAME, Publisher
from services.publisher.turn import turn
from tests.integration.mqtt.brokers import address, connected, cut, received
from tests.integration.recorder.office import opened
from tests.unit.publisher.parts import readings
from tests.unit.publisher.test_task_reports import DONE, created, event

KEY = SigningKey.generate("soms/test")


@asynccontextmanager
async def publishing(log: EventLog, bus: MqttBus) -> AsyncIterator[None]:
    stop = asyncio.Event()
    running = asyncio.create_task(Publisher(log, bus, encode).run(stop))
    try:
        yield
    finally:
        stop.set()
        await running


def positions(deliveries: list[Delivery]) -> list[int]:
    return [orjson.loads(delivery.payload)["position"] for delivery in deliveries]


async def until_seen(bus: MqttBus, last: int) -> list[int]:
    seen: list[int] = []
    while not seen or max(seen) < last:
        seen += positions(await received(bus, 1))
    return seen


async def test_every_event_is_published_as_a_cloudevent_under_its_own_topic(
    running: EmbeddedBroker, postgres_url: str, hub: str
) -> None:
    broker = address(running)
    async with (
        opened(postgres_url, hub) as log,
        connected(broker, "anyone") as anyone,
        connected(broker, "publisher") as bus,
    ):
        await anyone.subscribe(["soms/events/#"])
        async with publishing(log, bus):
            await log.append(readings(3_000))
            deliveries = await received(anyone, 3_000)
        assert positions(deliveries) == list(range(1, 3_001))
        assert deliveries[0].topic == "soms/events/telemetry/reading_recorded/device/env_01"
        event: dict[str, Any] = orjson.loads(deliveries[0].payload)
        assert event["specversion"] == "1.0"
        assert event["data"] == {"zone": "main", "channel": "co2", "value": 0}
        assert await log.checkpoint(NAME) == 3_000


async def test_a_task_that_was_done_is_reported_where_it_was_done(
    running: EmbeddedBroker, postgres_url: str, hub: str
) -> None:
    broker = address(running)
    async with (
        opened(postgres_url, hub) as log,
        connected(broker, "anyone") as anyone,
        connected(broker, "publisher") as bus,
    ):
        await anyone.subscribe(["office/+/task_report/+"])
        async with publishing(log, bus):
            await log.append([created(), event(Accepted(task=1)), event(DONE, 2)])
            (delivery,) = await received(anyone, 1)
        assert delivery.topic == "office/main/task_report/1"
        assert orjson.loads(delivery.payload)["report_status"] == "resolved"
        assert await log.checkpoint(NAME) == 3


@pytest.mark.slow
async def test_a_connection_that_is_cut_again_and_again_leaves_no_gap(
    running: EmbeddedBroker, postgres_url: str, hub: str
) -> None:
    broker = address(running)
    async with (
        opened(postgres_url, hub) as log,
        connected(broker, "anyone", session_expiry_s=60) as anyone,
        connected(broker, "publisher") as bus,
        publishing(log, bus),
    ):
        await anyone.subscribe(["soms/events/#"])
        watching = asyncio.create_task(until_seen(anyone, 4_000))
        for _ in range(8):
            await log.append(readings(500))
            await bus.connected.wait()
            cut(bus)
        seen = await asyncio.wait_for(watching, 30)
        assert list(dict.fromkeys(seen)) == list(range(1, 4_001))


async def test_a_publisher_that_died_goes_on_behind_what_was_confirmed(
    running: EmbeddedBroker, postgres_url: str, hub: str
) -> None:
    broker = address(running)
    async with (
        opened(postgres_url, hub) as log,
        connected(broker, "anyone", session_expiry_s=60) as anyone,
    ):
        await anyone.subscribe(["soms/events/#"])
        await log.append(readings(4_000))
        for _ in range(4):
            async with connected(broker, "publisher") as bus:
                dying = asyncio.create_task(Publisher(log, bus, encode).run(asyncio.Event()))
                await asyncio.sleep(0.05)
                cut(bus)
                dying.cancel()
                await asyncio.wait({dying})
        async with connected(broker, "publisher") as bus, publishing(log, bus):
            seen = await until_seen(anyone, 4_000)
        assert list(dict.fromkeys(seen)) == list(range(1, 4_001))


async def test_a_signed_head_is_retained_for_whoever_comes_later(
    running: EmbeddedBroker, postgres_url: str, hub: str
) -> None:
    broker = address(running)
    async with opened(postgres_url, hub) as log:
        await log.append(readings(10))
        root = (await log.head()).root
        async with connected(broker, "publisher") as bus:
            kept = PostgresHeads(log)
            await Heads(log, bus, KEY, kept).sign_if_moved()
        async with connected(broker, "witness") as witness:
            await witness.subscribe(["soms/log/head"])
            (head,) = await received(witness, 1)
        (stored,) = await kept.all()
        assert KEY.verifier.verify(stored.note) == TreeHead(f"soms/{hub}", 10, root)
        published: dict[str, Any] = orjson.loads(head.payload)
        assert (published["hub"], published["position"]) == (hub, 10)
        assert set(published) == {"hub", "position", "root", "time", "key_id", "signature"}


async def test_only_one_publisher_of_a_hub_has_its_turn(postgres_url: str, hub: str) -> None:
    second_is_in = asyncio.Event()

    async def second() -> None:
        async with turn(postgres_url, hub):
            second_is_in.set()

    async with turn(postgres_url, hub), turn(postgres_url, f"{hub}_other"):
        waiting = asyncio.create_task(second())
        await asyncio.sleep(0.2)
        assert not second_is_in.is_set()
    await asyncio.wait_for(waiting, 5)
    assert second_is_in.is_set()
