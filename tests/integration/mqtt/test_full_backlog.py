"""A bus that has taken all it can keep finds its way back to the broker, and says so first."""

import asyncio

import pytest

from events.mqtt import Topic, Will, window
from infra.embedded.broker import EmbeddedBroker
from tests.integration.mqtt.brokers import address, connected, cut, filled, received

WILL = Will(Topic("status"), b"offline", birth=b"online")


async def test_with_a_full_backlog_it_connects_again_and_all_of_it_arrives(
    running: EmbeddedBroker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(window, "IN_FLIGHT_LIMIT", 2)
    monkeypatch.setattr(window, "BACKLOG_LIMIT", 3)
    broker = address(running)
    async with connected(broker, "sub") as sub, connected(broker, "pub", will=WILL) as pub:
        await sub.subscribe(["work", "status"])
        await pub._window.drained.wait()
        taken = filled(pub)
        cut(pub)
        async with asyncio.timeout(20):
            await asyncio.gather(*taken)
        assert pub.connected.is_set()
        assert len(taken) == 5
        arrived = [d.payload for d in await received(sub, 7) if d.payload != WILL.payload]
        news = list(dict.fromkeys(payload for payload in arrived if payload.isdigit()))
        assert news == [b"%d" % n for n in range(5)]
        assert b"online" in arrived


async def test_what_goes_ahead_is_taken_although_the_backlog_is_full(
    running: EmbeddedBroker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(window, "IN_FLIGHT_LIMIT", 1)
    monkeypatch.setattr(window, "BACKLOG_LIMIT", 3)
    broker = address(running)
    async with connected(broker, "sub") as sub, connected(broker, "pub") as pub:
        await sub.subscribe(["work"])
        filled(pub)
        pub.publish_soon("work", b"ahead", ahead=True)
        assert [d.payload for d in await received(sub, 5)] == [b"0", b"ahead", b"1", b"2", b"3"]
