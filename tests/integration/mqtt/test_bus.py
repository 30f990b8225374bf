"""The bus against real brokers: what is confirmed arrives, what is not acknowledged comes again."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from events.mqtt import Broker, BrokerRefused, BusUnavailable, Delivery, MqttBus, Topic, Will
from events.mqtt.broker import Protocol
from infra.embedded.broker import EmbeddedBroker
from infra.embedded.ports import free_port
from tests.integration.mqtt.brokers import address, connected, cut, received, running_broker


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
    running: EmbeddedBroker, protocol: Protocol
) -> None:
    broker = address(running, protocol)
    async with connected(broker, "sub") as sub, connected(broker, "pub") as pub:
        await sub.subscribe(["a/#"])
        reading = asyncio.create_task(received(sub, 10_000))
        await asyncio.gather(*(pub.publish_soon("a/b", b"%d" % n) for n in range(10_000)))
        assert numbers(await reading) == list(range(10_000))


@pytest.mark.parametrize("protocol", ["5", "3.1.1"])
async def test_what_was_not_acknowledged_comes_again_and_nothing_else_does(
    running: EmbeddedBroker, protocol: Protocol
) -> None:
    broker = address(running, protocol)
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


async def test_acknowledging_out_of_order_loses_nothing(running: EmbeddedBroker) -> None:
    broker = address(running)
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
        cut(sub)
        assert numbers(await received(sub, 4)) == [1, 2, 3, 4]


async def test_messages_wait_for_a_session_that_is_away(running: EmbeddedBroker) -> None:
    broker = address(running)
    async with connected(broker, "sub", session_expiry_s=60) as sub:
        await sub.subscribe(["a"])
    async with connected(broker, "pub") as pub:
        await asyncio.gather(*(pub.publish_soon("a", b"%d" % n) for n in range(2_000)))
    async with connected(broker, "sub", session_expiry_s=60) as sub:
        assert numbers(await received(sub, 2_000)) == list(range(2_000))


async def test_after_the_broker_was_killed_subscriptions_and_publishing_go_on(
    running: EmbeddedBroker,
) -> None:
    broker = address(running)
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


async def test_unconfirmed_messages_go_out_again_before_newer_ones(running: EmbeddedBroker) -> None:
    broker = address(running)
    async with connected(broker, "sub", session_expiry_s=60) as sub:
        await sub.subscribe(["a"])
        async with connected(broker, "pub", session_expiry_s=60) as pub:
            futures = [pub.publish_soon("a", b"%d" % n) for n in range(3_000)]
            await futures[500]
            cut(pub)
            futures += [pub.publish_soon("a", b"%d" % n) for n in range(3_000, 3_010)]
            await asyncio.wait_for(asyncio.gather(*futures), 20)
        first_times: dict[int, None] = {}
        while len(first_times) < 3_010:
            first_times.update(dict.fromkeys(numbers(await received(sub, 1))))
        assert list(first_times) == list(range(3_010))


async def test_an_old_delivery_acknowledges_nothing_on_a_new_connection(
    running: EmbeddedBroker,
) -> None:
    broker = address(running)
    async with (
        connected(broker, "sub", session_expiry_s=60) as sub,
        connected(broker, "pub") as pub,
    ):
        await sub.subscribe(["a"])
        await pub.publish("a", b"1")
        (old,) = await received(sub, 1, acknowledge=False)
        cut(sub)
        (_again,) = await received(sub, 1, acknowledge=False)
        old.acknowledge()
        cut(sub)
        assert numbers(await received(sub, 1)) == [1]


async def test_the_will_is_published_when_the_connection_is_cut(running: EmbeddedBroker) -> None:
    broker = address(running)
    will = Will(Topic("soms/services/x/status"), b"offline")
    async with connected(broker, "watcher") as watcher:
        await watcher.subscribe(["soms/services/+/status"])
        async with connected(broker, "x", will=will) as bus:
            cut(bus)
            (gone,) = await received(watcher, 1)
            assert (gone.topic, gone.payload) == ("soms/services/x/status", b"offline")


async def test_an_unreachable_broker_is_named() -> None:
    port = free_port()
    with pytest.raises(BusUnavailable, match=str(port)):
        await MqttBus.connect(Broker(port=port), client_id="x")


async def test_a_refused_connection_tells_the_reason_code(tmp_path: Path) -> None:
    with running_broker("mosquitto", tmp_path) as broker:
        wrong = replace(address(broker), password="wrong")
        with pytest.raises(BrokerRefused, match="not authorised") as refusal:
            await MqttBus.connect(wrong, client_id="x")
        assert refusal.value.code == 0x87


async def test_a_broker_that_hangs_up_instead_of_answering_is_unavailable(tmp_path: Path) -> None:
    with running_broker("rumqttd", tmp_path) as broker:
        wrong = replace(address(broker), password="wrong")
        with pytest.raises(BusUnavailable, match="connection lost"):
            await MqttBus.connect(wrong, client_id="x")


async def test_a_flood_that_needs_no_acknowledgement_is_held_back_and_all_arrives(
    running: EmbeddedBroker,
) -> None:
    broker = address(running)
    async with (
        connected(broker, "sub", receive_maximum=50) as sub,
        connected(broker, "pub") as pub,
    ):
        await sub.subscribe(["a"])
        for n in range(2_000):
            pub.publish_soon("a", b"%-500d" % n, qos=0)
        await pub.publish("end", b"")
        await asyncio.sleep(0.3)
        assert len(sub._inbox) < 2_000
        assert numbers(await received(sub, 2_000)) == list(range(2_000))
