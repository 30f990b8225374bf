"""One source, many listeners: each gets every item from when it joined, or is let go if too slow.

A listener that cannot keep up is closed rather than waited for; its browser comes back with
`Last-Event-ID` and misses nothing.
"""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from typing import Generic, TypeVar

Item = TypeVar("Item")

BACKLOG = 1_000
"""Items that a listener may be behind."""


class Broadcast(Generic[Item]):
    """Hands items to all who listen at the moment."""

    def __init__(self) -> None:
        self._queues: set[asyncio.Queue[Item | None]] = set()

    def __len__(self) -> int:
        return len(self._queues)

    def send(self, item: Item) -> None:
        for queue in list(self._queues):
            if queue.qsize() >= BACKLOG:
                self._let_go(queue)
            else:
                queue.put_nowait(item)

    def close(self) -> None:
        """End every listener's stream."""
        for queue in list(self._queues):
            self._let_go(queue)

    def _let_go(self, queue: "asyncio.Queue[Item | None]") -> None:
        self._queues.discard(queue)
        queue.put_nowait(None)

    @contextmanager
    def listen(self) -> Iterator[AsyncIterator[Item]]:
        """Joined from entering the context, so that nothing sent meanwhile is missed."""
        queue: asyncio.Queue[Item | None] = asyncio.Queue()
        self._queues.add(queue)
        try:
            yield _items(queue)
        finally:
            self._queues.discard(queue)


async def _items(queue: "asyncio.Queue[Item | None]") -> AsyncIterator[Item]:
    while (item := await queue.get()) is not None:
        yield item
