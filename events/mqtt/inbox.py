"""Deliveries between the connection and the loop that works on them, in order and bounded.

Nothing is done on arrival but to put the message here. When the inbox is full, reading from the
broker stops until there is room.
"""

import asyncio
from collections import deque
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


class Acknowledges(Protocol):
    """The connection that a delivery came over."""

    def acknowledge(self, packet_id: int) -> bool:
        """False if it is lost: then the broker will never hear of it."""
        ...


@dataclass(slots=True, eq=False)
class Delivery:
    """A message from the broker, which keeps it until `acknowledge` is called."""

    topic: str
    payload: bytes
    qos: int
    retain: bool
    dup: bool
    """The broker says that it has sent this packet before."""
    packet_id: int | None
    received_at: datetime
    session: int
    """Which session of the broker's it belongs to; packet ids mean nothing across sessions."""
    link: Acknowledges
    acknowledged: bool = False

    def acknowledge(self) -> None:
        """Let the broker forget the message. Without effect if its connection is gone: then the
        broker sends it again."""
        if self.packet_id is not None and not self.acknowledged:
            self.acknowledged = self.link.acknowledge(self.packet_id)


class Inbox:
    """Deliveries that nobody has taken yet."""

    def __init__(self, capacity: int) -> None:
        self._capacity = capacity
        self._queue: deque[Delivery] = deque()
        self._wanted = 1
        self._enough = asyncio.Event()
        self.room = asyncio.Event()
        self.room.set()
        self.closed = False

    def __len__(self) -> int:
        return len(self._queue)

    def put(self, delivery: Delivery) -> None:
        self._queue.append(delivery)
        if len(self._queue) >= self._wanted:
            self._enough.set()
        if len(self._queue) >= self._capacity:
            self.room.clear()

    async def take(self, max_size: int, max_wait_s: float) -> list[Delivery]:
        """What has arrived: at least one, at most `max_size`, gathered for `max_wait_s` at most.

        Empty only when the inbox was closed.
        """
        await self._gathered(1)
        if max_wait_s > 0 and not self.closed:
            try:
                async with asyncio.timeout(max_wait_s):
                    await self._gathered(max_size)
            except TimeoutError:
                pass
        taken = [self._queue.popleft() for _ in range(min(max_size, len(self._queue)))]
        if len(self._queue) < self._capacity:
            self.room.set()
        return taken

    async def _gathered(self, wanted: int) -> None:
        while len(self._queue) < wanted and not self.closed:
            self._wanted = wanted
            self._enough.clear()
            await self._enough.wait()

    def drop_redeliverable(self, link: Acknowledges, session: int) -> None:
        """Drop what came over older links of a session that goes on over `link`: it comes again."""
        self._queue = deque(
            d for d in self._queue if d.packet_id is None or d.link is link or d.session != session
        )

    def close(self) -> None:
        self.closed = True
        self._enough.set()
        self.room.set()
