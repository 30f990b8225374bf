"""The window: never more than the broker takes, in order, and first again after a loss."""

import asyncio

import pytest
from gmqtt.client import Message

from events.mqtt import BacklogFull, BrokerRefused, BusUnavailable, window
from events.mqtt.packets import Welcome
from events.mqtt.window import Window

TOO_MUCH = 100


class Link:
    """A connection that remembers what was sent over it."""

    alive = True

    def __init__(self, receive_maximum: int) -> None:
        self.welcome = Welcome(session_present=True, code=0, receive_maximum=receive_maximum)
        self.sent: list[int] = []

    def takes(self, message: Message) -> bool:
        return int(message.payload) < TOO_MUCH

    def publish(self, message: Message) -> int | None:
        self.sent.append(int(message.payload))
        return len(self.sent) if message.qos else None


def publish(window: Window, *numbers: int, qos: int = 1) -> list[asyncio.Future[None]]:
    return [window.publish(Message("a", b"%d" % n, qos=qos)) for n in numbers]


def opened(window: Window, receive_maximum: int) -> Link:
    link = Link(receive_maximum)
    window.open(link)
    return link


async def test_no_more_is_sent_than_the_broker_takes_at_once() -> None:
    window = Window()
    link = opened(window, 2)
    publish(window, 1, 2, 3, 4)
    assert link.sent == [1, 2]
    window.confirm(2, 0)
    assert link.sent == [1, 2, 3]


async def test_what_a_lost_connection_left_is_sent_first_on_the_next() -> None:
    window = Window()
    opened(window, 3)
    publish(window, 1, 2, 3, 4)
    window.confirm(2, 0)
    window.lost()
    publish(window, 5)
    assert opened(window, 10).sent == [1, 3, 4, 5]


async def test_a_confirmation_or_refusal_reaches_whoever_waits() -> None:
    window = Window()
    opened(window, 3)
    taken, refused = publish(window, 1, 2)
    window.confirm(1, 0x10)
    window.confirm(2, 0x97)
    await taken
    with pytest.raises(BrokerRefused, match="quota exceeded"):
        await refused


async def test_a_message_too_large_for_the_broker_is_refused_unsent_and_holds_up_nobody() -> None:
    window = Window()
    first, large, after = publish(window, 1, TOO_MUCH, 2)
    link = opened(window, 1)
    window.confirm(1, 0)
    await first
    with pytest.raises(BrokerRefused, match="packet too large") as refusal:
        await large
    assert (refusal.value.code, link.sent) == (0x95, [1, 2])
    window.confirm(2, 0)
    await after
    assert window.drained.is_set()


async def test_at_qos_0_sent_is_done() -> None:
    window = Window()
    opened(window, 1)
    await asyncio.gather(*publish(window, 1, 2, 3, qos=0))
    assert not len(window)


async def test_more_than_the_backlog_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(window, "BACKLOG_LIMIT", 2)
    waiting = Window()
    publish(waiting, 1, 2)
    with pytest.raises(BacklogFull):
        publish(waiting, 3)


async def test_what_is_abandoned_is_told() -> None:
    window = Window()
    (waiting,) = publish(window, 1)
    window.abandon("the bus was closed")
    with pytest.raises(BusUnavailable, match="closed"):
        await waiting


async def test_what_may_go_out_once_is_not_sent_over_another_connection() -> None:
    window = Window()
    first = opened(window, 1)
    usual = publish(window, 1)
    once = [window.publish(Message("a", b"%d" % n, qos=1), once=True) for n in (2, 3)]
    assert first.sent == [1]
    window.confirm(1, 0)
    assert first.sent == [1, 2]
    window.lost()
    assert opened(window, 10).sent == []
    assert usual[0].done()
    for promise in once:
        with pytest.raises(BusUnavailable, match="lost"):
            await promise
    assert window.drained.is_set()


async def test_what_may_go_out_once_goes_over_a_living_connection_only() -> None:
    window = Window()
    with pytest.raises(BusUnavailable, match="no connection"):
        window.publish(Message("a", b"1", qos=1), once=True)
    assert opened(window, 10).sent == []
