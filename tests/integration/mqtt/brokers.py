"""Brokers of a test's own, so that it can kill one and start it again, and how to join them."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from events.mqtt import BacklogFull, Broker, Delivery, MqttBus
from events.mqtt.broker import Protocol
from infra.embedded.broker import EmbeddedBroker, Mosquitto, Rumqttd, find_mosquitto
from infra.embedded.ports import free_port

KINDS = ["mosquitto", "rumqttd"]


@contextmanager
def running_broker(kind: str, folder: Path) -> Iterator[EmbeddedBroker]:
    if kind == "mosquitto" and find_mosquitto() is None:
        pytest.skip("mosquitto is not installed on this machine")
    broker = {"mosquitto": Mosquitto, "rumqttd": Rumqttd}[kind](folder, free_port())
    broker.start()
    try:
        yield broker
    finally:
        broker.stop()


def address(broker: EmbeddedBroker, protocol: Protocol = "5") -> Broker:
    return Broker(
        host=broker.host,
        port=broker.v5_port if protocol == "5" else broker.port,
        username=broker.username,
        password=broker.password,
        protocol=protocol,
    )


@asynccontextmanager
async def connected(broker: Broker, client_id: str, **options: Any) -> AsyncIterator[MqttBus]:
    bus = await MqttBus.connect(broker, client_id=client_id, **options)
    try:
        yield bus
    finally:
        await bus.close()


async def received(bus: MqttBus, count: int, *, acknowledge: bool = True) -> list[Delivery]:
    """At least so many deliveries."""
    deliveries: list[Delivery] = []
    async with asyncio.timeout(20):
        async for batch in bus.batches():
            for delivery in batch:
                deliveries.append(delivery)
                if acknowledge:
                    delivery.acknowledge()
            if len(deliveries) >= count:
                break
    return deliveries


def filled(bus: MqttBus) -> "list[asyncio.Future[None]]":
    """As many messages as the bus takes, numbered."""
    taken: list[asyncio.Future[None]] = []
    with suppress(BacklogFull):
        while True:
            taken.append(bus.publish_soon("work", b"%d" % len(taken)))
    return taken


def cut(bus: MqttBus) -> None:
    """Cut the connection without a word, as a broken cable does."""
    assert bus._link is not None
    bus._link._wire.transport.abort()
