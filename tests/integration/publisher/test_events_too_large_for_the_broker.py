"""An event that is too large for the broker is passed by; those behind it are published."""

import asyncio
from datetime import UTC, datetime

import pytest

from events.devices import StateReported
from events.envelope import Event
from events.identity import Subject, new_id
from events.mqtt.broker import LARGEST_PACKET, Protocol
from infra.embedded.broker import EmbeddedBroker
from services.publisher.publisher import NAME
from tests.integration.mqtt.brokers import address, connected, received
from tests.integration.publisher.test_publisher_between_log_and_broker import positions, publishing
from tests.integration.recorder.office import opened
from tests.unit.publisher.parts import readings


def state_of(size: int) -> Event:
    state = {"text": "x" * size}
    return Event(
        id=new_id(),
        data=StateReported(device="lamp", device_type="light", state=state),
        source="/edge/lamp",
        subject=Subject.of("device", "lamp"),
        time=datetime.now(UTC),
    )


@pytest.mark.parametrize("protocol", ["5", "3.1.1"])
async def test_an_event_too_large_for_the_broker_does_not_stop_the_publisher(
    running: EmbeddedBroker, protocol: Protocol, postgres_url: str, hub: str
) -> None:
    broker = address(running, protocol)
    async with (
        opened(postgres_url, hub) as log,
        connected(broker, "anyone") as anyone,
        connected(broker, "publisher") as bus,
    ):
        await anyone.subscribe(["soms/events/#"])
        async with publishing(log, bus):
            await log.append([*readings(1), state_of(LARGEST_PACKET), *readings(1)])
            seen = await asyncio.wait_for(received(anyone, 2), 10)
        assert positions(seen) == [1, 3]
        assert await log.checkpoint(NAME) == 3


@pytest.mark.parametrize("protocol", ["5", "3.1.1"])
async def test_an_event_that_just_fits_is_published(
    running: EmbeddedBroker, protocol: Protocol, postgres_url: str, hub: str
) -> None:
    broker = address(running, protocol)
    async with (
        opened(postgres_url, hub) as log,
        connected(broker, "anyone") as anyone,
        connected(broker, "publisher") as bus,
    ):
        await anyone.subscribe(["soms/events/#"])
        async with publishing(log, bus):
            await log.append([state_of(LARGEST_PACKET - 1_024)])
            assert positions(await asyncio.wait_for(received(anyone, 1), 10)) == [1]
