"""Wake-ups: who appended rings, who follows the log is woken. A hint, never the delivery.

Rings are sent after the commit, outside its transaction and coalesced; one that is lost costs a
follower no more than the time to its next poll.
"""

import asyncio
from contextlib import suppress

import psycopg
from psycopg import sql

from events.errors import LogUnavailable
from events.eventlog.postgres import statements
from events.eventlog.postgres.connection import Connection, connect
from events.eventlog.postgres.link import BACK_OFF_S, Link

RING_SPACING_S = 0.005
"""Rings are at least this far apart."""

POLL_S = 1.0
"""A follower that is not woken looks by itself."""


class Bell:
    """Rings for the followers in other processes."""

    def __init__(self, link: Link, channel: str) -> None:
        self._link = link
        self._channel = channel
        self._due = asyncio.Event()
        self._task = asyncio.create_task(self._run(), name="event log bell")

    def ring(self) -> None:
        self._due.set()

    async def close(self) -> None:
        self._task.cancel()
        await asyncio.wait([self._task])
        await self._link.close()

    async def _run(self) -> None:
        while True:
            await self._due.wait()
            self._due.clear()
            try:
                connection = await self._link.connection()
                await connection.execute(statements.NOTIFY, [self._channel])
            except (LogUnavailable, psycopg.Error):
                await asyncio.sleep(BACK_OFF_S[-1])
            await asyncio.sleep(RING_SPACING_S)


class Listener:
    """Hears the bell; listens from the first time that somebody waits."""

    def __init__(self, dsn: str, schema: str) -> None:
        self._dsn = dsn
        self._channel = schema
        self._heard = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def wake(self) -> None:
        self._heard.set()
        self._heard = asyncio.Event()

    def next_ring(self) -> asyncio.Event:
        """Set at the next ring; take it before looking at the log, lest one is missed."""
        if self._task is None:
            self._task = asyncio.create_task(self._run(), name="event log listener")
        return self._heard

    async def close(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])

    async def _run(self) -> None:
        while True:
            try:
                async with await connect(self._dsn) as connection:
                    await self._listen(connection)
            except psycopg.Error:
                await asyncio.sleep(BACK_OFF_S[-1])

    async def _listen(self, connection: Connection) -> None:
        await connection.execute(sql.SQL("LISTEN {}").format(sql.Identifier(self._channel)))
        self.wake()
        async for _ in connection.notifies():
            self.wake()


async def wait_for(ring: asyncio.Event) -> None:
    """Until the ring, or until it is time to look anyway."""
    # Not `asyncio.wait_for`: until Python 3.12 it loses a cancellation that comes with the ring.
    with suppress(TimeoutError):
        async with asyncio.timeout(POLL_S):
            await ring.wait()
