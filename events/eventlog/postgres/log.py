"""The event log in Postgres: one schema per hub, durable, shared by any number of processes."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from typing import Self
from uuid import UUID

from events.envelope import Event, Recorded
from events.errors import LogUnavailable
from events.eventlog.postgres import statements
from events.eventlog.postgres.committer import Committer
from events.eventlog.postgres.connection import Connection, ReaderPool
from events.eventlog.postgres.link import BACK_OFF_S, Link
from events.eventlog.postgres.names import Remembered
from events.eventlog.postgres.reading import Reading
from events.eventlog.postgres.schema import schema_of
from events.eventlog.postgres.selection import Span
from events.eventlog.postgres.settling import Request
from events.eventlog.postgres.wakeups import Bell, Listener, wait_for
from events.eventlog.postgres.writer import Writer
from events.eventlog.prepared import Prepared, prepared
from events.eventlog.protocol import PAGE_SIZE, Checkpoint, Head, Page, nowhere
from events.identity import START, Position
from events.query import EVERYTHING, Condition, Query


class PostgresEventLog:
    """An `EventLog`; made by `connect`."""

    def __init__(self, dsn: str, hub: str) -> None:
        schema = schema_of(hub)
        names = Remembered()
        self._hub = hub
        self._pool = ReaderPool(dsn, schema)
        self._reading = Reading(hub, self._pool, names)
        self._writer = Writer(Link(dsn, schema, statements.WRITER_SETTINGS), hub, names)
        self._bell = Bell(Link(dsn, schema, statements.BELL_SETTINGS), schema)
        self._listener = Listener(dsn, schema)
        self._committer = Committer(self._writer, self._announce)

    @classmethod
    async def connect(cls, dsn: str, hub: str = "office") -> Self:
        """The log of a hub whose schema is there. Raises `LogUnavailable` if it cannot be read."""
        log = cls(dsn, hub)
        try:
            await log.head()
        except BaseException:
            await log.close()
            raise
        return log

    @property
    def hub(self) -> str:
        return self._hub

    async def append(
        self,
        events: Sequence[Event | Prepared],
        *,
        condition: Condition | None = None,
        checkpoint: Checkpoint | None = None,
    ) -> list[Position]:
        items = [prepared(event) for event in events]
        answer = asyncio.get_running_loop().create_future()
        return await self._committer.submit(Request(items, condition, checkpoint, answer))

    async def append_verbatim(
        self, events: Sequence[Recorded], checkpoints: Sequence[Checkpoint] = ()
    ) -> None:
        """Take over events of another log as they are; they must continue this one."""
        await self._writer.append_verbatim(events, checkpoints)
        self._announce()

    async def head(self) -> Head:
        return await self._reading.head()

    async def get(self, event_id: UUID) -> Recorded | None:
        return await self._reading.get(event_id)

    async def effects(self, event_id: UUID) -> list[Recorded]:
        return await self._reading.effects(event_id)

    async def position_at(self, moment: datetime) -> Position:
        return await self._reading.position_at(moment)

    def pages(
        self,
        *,
        after: Position = START,
        until: Position | None = None,
        query: Query = EVERYTHING,
        size: int = PAGE_SIZE,
    ) -> AsyncIterator[Page]:
        return self._reading.pages(after, until, query, size)

    async def backward(
        self,
        *,
        before: Position | None = None,
        query: Query = EVERYTHING,
        limit: int = 100,
    ) -> list[Recorded]:
        return await self._reading.backward(before, query, limit)

    async def subscribe(
        self,
        *,
        after: Position = START,
        query: Query = EVERYTHING,
        size: int = PAGE_SIZE,
        reached: Callable[[], Position] = nowhere,
    ) -> AsyncIterator[Page]:
        while True:
            ring = self._listener.next_ring()
            try:
                after = max(after, reached())
                async for page in self.pages(after=after, query=query, size=size):
                    yield page
                    after = page.position
            except LogUnavailable:
                await asyncio.sleep(BACK_OFF_S[-1])
            else:
                await wait_for(ring)

    async def checkpoint(self, name: str) -> Position:
        return await self._reading.checkpoint(name)

    async def store_checkpoint(self, checkpoint: Checkpoint) -> None:
        async with self._pool.connection() as connection:
            await connection.execute(
                statements.STORE_CHECKPOINT, [checkpoint.name, checkpoint.position]
            )

    async def leaf_prefixes(self, after: Position, until: Position) -> list[bytes]:
        """What was noted of each leaf in (after, until] when it was appended: its first 8 bytes."""
        return await self._reading.leaf_prefixes(Span(after, until))

    def connection(self) -> AbstractAsyncContextManager[Connection]:
        """A pooled connection that sees the hub's schema, for what is kept beside the log.

        Hold it briefly: there are few. What Postgres refuses or loses becomes `LogUnavailable`.
        """
        return self._pool.connection()

    async def close(self) -> None:
        """Write what waits, then let go of the database."""
        await self._committer.close()
        await self._writer.close()
        await self._bell.close()
        await self._listener.close()
        await self._pool.close()

    def _announce(self) -> None:
        self._listener.wake()
        self._bell.ring()
