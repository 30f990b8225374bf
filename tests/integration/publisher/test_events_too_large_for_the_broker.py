"""An event that is too large for the broker is passed by; those behind it are published."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

import pytest

from events.devices import StateReported
from events.envelope import Event
from events.eventlog import PostgresEventLog
from events.identity import Subject, new_id
from events.mqtt import MqttBus
from events.mqtt.broker import LARGEST_PACKET
from infra.embedded.broker import EmbeddedBroker
from services.publisher.publisher import NAME
from tests.integration.mqtt.brokers import address, connected, received
from tests.integration.publisher.test_publisher_between_log_and_broker import positions, publishing
from tests.integration.recorder.office import opened
from tests.unit.publisher.parts import readings


class Line(NamedTuple):
    """From a log over a broker to somebody who hears all events."""

    log: PostgresEventLog
    bus: MqttBus
    anyone: MqttBus

    async def published(self, events: Sequence[Event], *, heard: int) -> list[int]:
        """The positions of those that are heard."""
        async with publishing(self.log, self.bus):
            await self.log.append(events)
            return positions(await asyncio.wait_for(received(self.anyone, heard), 10))


@pytest.fixture(params=["5", "3.1.1"])
async def line(
    request: pytest.FixtureRequest, running: EmbeddedBroker, postgres_url: str, hub: str
) -> AsyncIterator[Line]:
    broker = address(running, request.param)
    async with (
        opened(postgres_url, hub) as log,
        connected(broker, "anyone") as anyone,
        connected(broker, "publisher") as bus,
    ):
        await anyone.subscribe(["soms/events/#"])
        yield Line(log, bus, anyone)


def state_of(size: int) -> Event:
    state = {"text": "x" * size}
    return Event(
        id=new_id(),
        data=StateReported(device="lamp", device_type="light", state=state),
        source="/edge/lamp",
        subject=Subject.of("device", "lamp"),
        time=datetime.now(UTC),
    )


async def test_an_event_too_large_for_the_broker_does_not_stop_the_publisher(line: Line) -> None:
    events = [*readings(1), state_of(LARGEST_PACKET), *readings(1)]
    assert await line.published(events, heard=2) == [1, 3]
    assert await line.log.checkpoint(NAME) == 3


async def test_an_event_that_just_fits_is_published(line: Line) -> None:
    assert await line.published([state_of(LARGEST_PACKET - 1_024)], heard=1) == [1]
