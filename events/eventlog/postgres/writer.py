"""The transactions that append.

A batch is written under the head row, which gives the order (R2): events, ids, tags, checkpoints
and the new head become visible together or not at all. Where the connection is lost and nobody
knows whether a commit went through, the batch is written again: repeats are recognised (R4).
"""

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from itertools import chain, islice
from typing import LiteralString

import psycopg
from psycopg import AsyncCopy, errors

from events.entry import Attributes
from events.envelope import Recorded
from events.errors import EventIdConflict, LogUnavailable
from events.eventlog.continuation import require_continuation
from events.eventlog.postgres import statements
from events.eventlog.postgres.batch import (
    Batch,
    entries_as_recorded,
    entries_of,
    events_in,
    names_in,
)
from events.eventlog.postgres.connection import (
    Connection,
    reason_of,
    unavailable_on_error,
    usable,
)
from events.eventlog.postgres.link import BACK_OFF_S, Link
from events.eventlog.postgres.names import Remembered
from events.eventlog.postgres.precedents import Precedents
from events.eventlog.postgres.reading import fetch, read_head
from events.eventlog.postgres.rows import Entry
from events.eventlog.postgres.selection import by_ids
from events.eventlog.postgres.settling import Request, Settled, Settling
from events.eventlog.protocol import Checkpoint, Head
from events.identity import START

OUTCOME_WAIT_S = 10.0
"""How long to go on trying to learn whether a commit went through."""

ROOM_AHEAD = 100_000
"""For how many positions past the head a partition is there beforehand."""

HEAD_START = 3
"""How many pieces of the rows are made while Postgres is busy with the ids."""


class OutcomeUnknown(Exception):
    """The connection was lost while committing; the message says how."""


class Writer:
    """Writes to one hub's log, one batch at a time."""

    def __init__(self, link: Link, hub: str, names: Remembered) -> None:
        self._link = link
        self._hub = hub
        self._remembered = names
        self._names = names.names()
        self._turn = asyncio.Lock()
        self._connection: Connection | None = None
        self._position = START
        self._room = 0

    async def write(self, requests: Sequence[Request]) -> Settled:
        """Settle a batch and write it. What the database refuses or loses is raised as it is."""
        async with self._turn:
            try:
                return await self._write(requests)
            except OutcomeUnknown as lost:
                return await self._write_again(requests, lost)

    async def append_verbatim(
        self, events: Sequence[Recorded], checkpoints: Sequence[Checkpoint]
    ) -> None:
        """Write events of another log as they are. Raises `LogDamaged` if they do not fit."""
        async with self._turn:
            with unavailable_on_error():
                connection = await self._ready()
                try:
                    await self._write_verbatim(connection, events, checkpoints)
                except OutcomeUnknown as error:
                    raise LogUnavailable(f"lost while committing: {error}") from error

    async def close(self) -> None:
        async with self._turn:
            await self._link.close()

    async def _write_again(self, requests: Sequence[Request], lost: OutcomeUnknown) -> Settled:
        deadline = time.monotonic() + OUTCOME_WAIT_S
        while True:
            await asyncio.sleep(BACK_OFF_S[0])
            try:
                return await self._write(requests)
            except (LogUnavailable, OutcomeUnknown, psycopg.OperationalError) as error:
                if time.monotonic() > deadline:
                    reason = f"lost while committing, append again: {lost}"
                    raise LogUnavailable(reason) from error

    async def _ready(self) -> Connection:
        connection = await self._link.connection()
        if connection is not self._connection:  # perhaps to another database: nothing is known
            self._remembered.forget()
            self._connection, self._position, self._room = connection, START, 0
        self._names = self._remembered.names()
        return connection

    async def _write(self, requests: Sequence[Request]) -> Settled:
        """At first on the guess that nothing is a repeat; the ids say whether that was so."""
        connection = await self._ready()
        await self._expect(connection, events_in(requests))
        try:
            return await self._write_batch(connection, requests, repeats_possible=False)
        except errors.UniqueViolation:
            return await self._write_batch(connection, requests, repeats_possible=True)

    async def _write_batch(
        self, connection: Connection, requests: Sequence[Request], *, repeats_possible: bool
    ) -> Settled:
        async with self._transaction(connection):
            head = await read_head(connection, self._hub, statements.TAKE_HEAD)
            precedents = Precedents(connection, self._names, head.position)
            violations = await precedents.violations_of(requests)
            settled = Settling(head.position, {}, violations).settle(requests)
            if repeats_possible or settled.has_failures:  # a repeat is in conflict with itself
                stored = await precedents.stored_among(requests)
                settled = Settling(head.position, stored, violations).settle(requests)
            await self._store(connection, head, entries_of(settled.fresh, _moment_after(head)))
            for name, position in settled.checkpoints.items():
                await connection.execute(statements.STORE_CHECKPOINT, [name, position])
        return settled

    async def _write_verbatim(
        self,
        connection: Connection,
        events: Sequence[Recorded],
        checkpoints: Sequence[Checkpoint],
    ) -> None:
        await self._expect(connection, events)
        async with self._transaction(connection):
            head = await read_head(connection, self._hub, statements.TAKE_HEAD)
            require_continuation(head.position, head.recorded_at, events)
            known = await fetch(connection, self._names, by_ids([event.id for event in events]))
            if known:
                raise EventIdConflict(known[0].id, known[0].position)
            await self._store(connection, head, entries_as_recorded(events))
            for one in checkpoints:
                await connection.execute(statements.STORE_CHECKPOINT, [one.name, one.position])

    async def _store(self, connection: Connection, head: Head, entries: Sequence[Entry]) -> None:
        if not entries:
            return
        batch = Batch(head, entries, self._names)
        await self._make_room(connection, head.position + len(entries))
        rows = batch.rows()
        async with _copying(connection, statements.COPY_IDS) as copy:
            await copy.write(batch.ids())
            made = list(islice(rows, HEAD_START))  # while Postgres files the ids
        async with _copying(connection, statements.COPY_EVENTS) as copy:
            for some in chain(made, rows):
                await copy.write(some)
        if tags := batch.tags():
            async with _copying(connection, statements.COPY_TAGS) as copy:
                await copy.write(tags)
        after = batch.head()
        frontier = after.frontier.to_bytes()
        await connection.execute(
            statements.MOVE_HEAD, [after.position, after.recorded_at, frontier]
        )
        self._position = after.position

    async def _expect(self, connection: Connection, events: Sequence[Attributes]) -> None:
        """What can be done before the head is taken: names, and room for the rows."""
        await self._names.intern(connection, names_in(events, self._names))
        await self._make_room(connection, self._position + len(events) + ROOM_AHEAD)

    async def _make_room(self, connection: Connection, last: int) -> None:
        if last <= self._room:
            return
        made = await connection.execute(statements.MAKE_ROOM, [last])
        row = await made.fetchone()
        # Inside a transaction the new partition may yet be rolled back: ask again next time.
        if row is not None and usable(connection):
            self._room = row[0]

    @asynccontextmanager
    async def _transaction(self, connection: Connection) -> AsyncIterator[None]:
        committing = False
        try:
            async with connection.transaction():
                yield
                committing = True
        except psycopg.OperationalError as error:
            if committing and connection.closed:
                raise OutcomeUnknown(reason_of(error)) from error
            raise


def _moment_after(head: Head) -> datetime:
    """Now, but never before the last event was recorded."""
    now = datetime.now(UTC)
    return now if head.recorded_at is None else max(now, head.recorded_at)


@asynccontextmanager
async def _copying(connection: Connection, statement: LiteralString) -> AsyncIterator[AsyncCopy]:
    async with connection.cursor() as cursor, cursor.copy(statement) as copy:
        yield copy
