"""Publishing at QoS 1 with confirmation, never more at once than the broker takes.

Messages go out in the order in which they were given, but for one that is to go ahead. What a lost
connection left unconfirmed goes out again first, in its old order, on the next one: repeats are
possible, gaps and reorderings not. Only what is to go out `once` at most shares the fate of its
connection. A message too large for the broker is refused here, as the broker would, if it did not
hang up.
"""

import asyncio
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from gmqtt.client import Message

from events.mqtt.errors import BacklogFull, BrokerRefused, BusUnavailable
from events.mqtt.link import REFUSED
from events.mqtt.packets import Welcome

TOO_LARGE = 0x95
"""The reason code for a packet too large."""

IN_FLIGHT_LIMIT = 1_000
"""Unconfirmed messages at once, also where the broker allows more."""

BACKLOG_LIMIT = 20_000
"""Messages that wait for room in the window, or for the broker, at most; what goes ahead of them
waits besides."""


class Sends(Protocol):
    """The connection that messages go out over."""

    @property
    def alive(self) -> bool: ...
    @property
    def welcome(self) -> Welcome: ...
    def takes(self, message: Message) -> bool: ...
    def publish(self, message: Message) -> int | None: ...


@dataclass(slots=True, eq=False)
class Outgoing:
    """A message on its way, and the promise that it arrived."""

    message: Message
    confirmed: asyncio.Future[None]
    once: bool = False
    """Rather lost than sent twice."""

    def settle(self, error: BusUnavailable | None = None) -> None:
        if self.confirmed.done():
            return
        if error is None:
            self.confirmed.set_result(None)
        else:
            self.confirmed.set_exception(error)


class Window:
    """The messages that wait, and those that are sent and not yet confirmed."""

    def __init__(self) -> None:
        self._waiting: deque[Outgoing] = deque()
        self._unconfirmed: dict[int, Outgoing] = {}
        self._link: Sends | None = None
        self._size = 0
        self.drained = asyncio.Event()
        self.drained.set()

    def __len__(self) -> int:
        return len(self._waiting) + len(self._unconfirmed)

    def publish(
        self, message: Message, *, ahead: bool = False, once: bool = False
    ) -> asyncio.Future[None]:
        """Send as soon as the window allows; done when the broker has confirmed.

        `ahead` of what waits already, and then however much that is. `once`: over this connection
        or never; raises `BusUnavailable` where there is none.
        """
        if once and (self._link is None or not self._link.alive):
            raise BusUnavailable("there is no connection just now")
        if len(self._waiting) >= BACKLOG_LIMIT and not ahead:
            raise BacklogFull(BACKLOG_LIMIT)
        outgoing = Outgoing(message, asyncio.get_running_loop().create_future(), once)
        if ahead:
            self._waiting.appendleft(outgoing)
        else:
            self._waiting.append(outgoing)
        self.drained.clear()
        self._send()
        return outgoing.confirmed

    def open(self, link: Sends) -> None:
        """A connection is up: send, as much as its broker takes."""
        self._link = link
        self._size = min(IN_FLIGHT_LIMIT, link.welcome.receive_maximum)
        self._send()

    def lost(self) -> None:
        """The connection is gone: what it left unconfirmed is first in line again."""
        self._link = None
        left = [*self._unconfirmed.values(), *self._waiting]
        self._unconfirmed.clear()
        self._waiting = deque(outgoing for outgoing in left if not outgoing.once)
        for outgoing in left:
            if outgoing.once:
                outgoing.settle(BusUnavailable("the connection was lost before the confirmation"))
        if not self._waiting:
            self.drained.set()

    def confirm(self, packet_id: int, code: int) -> None:
        outgoing = self._unconfirmed.pop(packet_id, None)
        if outgoing is None:
            return
        outgoing.settle(_refusal(outgoing.message, code) if code >= REFUSED else None)
        self._send()

    def abandon(self, reason: str) -> None:
        """Nothing more will be sent."""
        self._link = None
        for outgoing in self._all():
            outgoing.settle(BusUnavailable(reason))
        self._waiting.clear()
        self._unconfirmed.clear()
        self.drained.set()

    def _all(self) -> Iterator[Outgoing]:
        yield from self._unconfirmed.values()
        yield from self._waiting

    def _send(self) -> None:
        link = self._link
        while link is not None and link.alive and self._waiting:
            if len(self._unconfirmed) >= self._size:
                return
            outgoing = self._waiting.popleft()
            if not link.takes(outgoing.message):
                outgoing.settle(_refusal(outgoing.message, TOO_LARGE))
                continue
            packet_id = link.publish(outgoing.message)
            if packet_id is None:
                outgoing.settle()
            else:
                self._unconfirmed[packet_id] = outgoing
        if not len(self):
            self.drained.set()


def _refusal(message: Message, code: int) -> BrokerRefused:
    return BrokerRefused(f"message on {message.topic.decode()}", code)
