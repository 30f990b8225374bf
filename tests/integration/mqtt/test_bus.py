"""The bus against real brokers: what is confirmed arrives, what is not acknowledged comes again."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from events.mqtt import Broker, BrokerRefused, BusUnavailable, Delivery, MqttBus, Topic, Will
from events.mqtt.broker import Protocol
from tests.integration.mqtt.brokers import (
    BrokerProcess,
    ClosedMosquitto,
    free_port,
    mosquitto_missing,
)


@asynccontextmanager
async def connected(broker: Broker, client_id: str, **options: Any) -> AsyncIterator[MqttBus]:
    bus = await MqttBus.connect(broker, client_id=client_id, **options)
    try:
        yield bus
    finally:
        await bus.close()


async def received(bus: MqttBus, count: int, *, acknowledge: bool = True) -> list[Delivery]:
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


async def nothing_more(bus: MqttBus) -> bool:
    try:
        async with asyncio.timeout(0.3):
            return not await anext(bus.batches())
    except TimeoutError:
        return True


def numbers(deliveries: list[Delivery]) -> list[int]:
    return [int(d.payload) for d in deliveries]


@pytest.mark.parametrize("protocol", ["5", "3.1.1"])
async def test_ten_thousand_messages_arrive_in_order_whatever_the_window(
    running: BrokerProcess, protocol: Protocol
) -> None:
    broker = running.client(protocol)
    async with connected(broker, "sub") as sub, connected(broker, "pub") as pub:
        await sub.subscribe(["a/#"])
        reading = asyncio.create_task(received(sub, 10_000))
        await asyncio.gather(*(pub.publish_soon("a/b", b"%d" % n) for n in range(10_000)))
        assert numbers(await reading) == list(range(10_000))


@pytest.mark.parametrize("protocol", ["5", "3.1.1"])
async def test_what_was_not_acknowledged_comes_again_and_nothing_else_does(
    running: BrokerProcess, protocol: Protocol
) -> None:
    broker = running.client(protocol)
    async with connected(broker, "pub") as pub:
        async with connected(broker, "sub", session_expiry_s=60) as sub:
            await sub.subscribe(["a"])
            for n in range(6):
                await pub.publish("a", b"%d" % n)
            for delivery in (await received(sub, 6, acknowledge=False))[:4]:
                delivery.acknowledge()
        async with connected(broker, "sub", session_expiry_s=60) as sub:
            assert numbers(await received(sub, 2)) == [4, 5]
            assert await nothing_more(sub)


async def test_acknowledging_out_of_order_loses_nothing(running: BrokerProcess) -> None:
    broker = running.client()
    async with (
        connected(broker, "sub", session_expiry_s=60) as sub,
        connected(broker, "pub") as pub,
    ):
        await sub.subscribe(["a"])
        for n in range(5):
            await pub.publish("a", b"%d" % n)
        first = await received(sub, 5, acknowledge=False)
        first[0].acknowledge()
        first[2].acknowledge()
        await asyncio.sleep(0.1)
        first[0].link._wire.transport.abort()
        assert numbers(await received(sub, 4)) == [1, 2, 3, 4]


async def test_messages_wait_for_a_session_that_is_away(running: BrokerProcess) -> None:
    broker = running.client()
    async with connected(broker, "sub", session_expiry_s=60) as sub:
        await sub.subscribe(["a"])
    async with connected(broker, "pub") as pub:
        await asyncio.gather(*(pub.publish_soon("a", b"%d" % n) for n in range(2_000)))
    async with connected(broker, "sub", session_expiry_s=60) as sub:
        assert numbers(await received(sub, 2_000)) == list(range(2_000))


async def test_after_the_broker_was_killed_subscriptions_and_publishing_go_on(
    running: BrokerProcess,
) -> None:
    broker = running.client()
    async with (
        connected(broker, "sub", session_expiry_s=60) as sub,
        connected(broker, "pub", session_expiry_s=60) as pub,
    ):
        await sub.subscribe(["a"])
        running.kill()
        confirmed = [pub.publish_soon("a", b"%d" % n, retain=True) for n in range(50)]
        await asyncio.sleep(0.3)
        assert not any(future.done() for future in confirmed)
        running.start()
        await asyncio.wait_for(asyncio.gather(*confirmed), 20)
        await sub.connected.wait()
        await pub.publish("a", b"50")
        assert numbers(await received(sub, 1))[-1] >= 0


async def test_unconfirmed_messages_go_out_again_before_newer_ones(running: BrokerProcess) -> None:
    broker = running.client()
    async with connected(broker, "sub", session_expiry_s=60) as sub:
        await sub.subscribe(["a"])
        async with connected(broker, "pub", session_expiry_s=60) as pub:
            futures = [pub.publish_soon("a", b"%d" % n) for n in range(3_000)]
            await futures[500]
            assert pub._link is not None
            pub._link._wire.transport.abort()
            futures += [pub.publish_soon("a", b"%d" % n) for n in range(3_000, 3_010)]
            await asyncio.wait_for(asyncio.gather(*futures), 20)
        first_times: dict[int, None] = {}
        while len(first_times) < 3_010:
            first_times.update(dict.fromkeys(numbers(await received(sub, 1))))
        assert list(first_times) == list(range(3_010))


async def test_an_old_delivery_acknowledges_nothing_on_a_new_connection(
    running: BrokerProcess,
) -> None:
    broker = running.client()
    async with (
        connected(broker, "sub", session_expiry_s=60) as sub,
        connected(broker, "pub") as pub,
    ):
        await sub.subscribe(["a"])
        await pub.publish("a", b"1")
        (old,) = await received(sub, 1, acknowledge=False)
        old.link._wire.transport.abort()
        (again,) = await received(sub, 1, acknowledge=False)
        old.acknowledge()
        again.link._wire.transport.abort()
        assert numbers(await received(sub, 1)) == [1]


async def test_the_will_is_published_when_the_connection_is_cut(running: BrokerProcess) -> None:
    broker = running.client()
    will = Will(Topic("soms/services/x/status"), b"offline")
    async with connected(broker, "watcher") as watcher:
        await watcher.subscribe(["soms/services/+/status"])
        async with connected(broker, "x", will=will) as bus:
            assert bus._link is not None
            bus._link._wire.transport.abort()
            (gone,) = await received(watcher, 1)
            assert (gone.topic, gone.payload) == ("soms/services/x/status", b"offline")


async def test_an_unreachable_broker_is_named() -> None:
    port = free_port()
    with pytest.raises(BusUnavailable, match=str(port)):
        await MqttBus.connect(Broker(port=port), client_id="x")


@pytest.mark.skipif(mosquitto_missing(), reason="the mosquitto binary is not installed")
async def test_a_refused_connection_tells_the_reason_code(tmp_path: Path) -> None:
    closed = ClosedMosquitto(tmp_path)
    closed.start()
    try:
        with pytest.raises(BrokerRefused, match="not authorised") as refusal:
            await MqttBus.connect(closed.client(), client_id="x")
        assert refusal.value.code == 0x87
    finally:
        closed.stop()
