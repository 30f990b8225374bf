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

import psycopg
from psycopg import errors

from events.envelope import Recorded
from events.errors import EventIdConflict, LogUnavailable
from events.eventlog.continuation import require_continuation
from events.eventlog.postgres import statements
from events.eventlog.postgres.batch import Sealed, events_in, names_in, seal, seal_recorded
from events.eventlog.postgres.connection import Connection, unavailable_on_error, usable
from events.eventlog.postgres.link import BACK_OFF_S, Link
from events.eventlog.postgres.names import Names
from events.eventlog.postgres.precedents import stored_among, violations_of
from events.eventlog.postgres.reading import fetch, read_head
from events.eventlog.postgres.rows import event_rows, id_rows, tag_rows
from events.eventlog.postgres.selection import by_ids
from events.eventlog.postgres.settling import Request, Settled, Settling
from events.eventlog.protocol import Head
from events.identity import Position

OUTCOME_WAIT_S = 10.0
"""How long to go on trying to learn whether a commit went through."""

ROOM_AHEAD = 100_000
"""For how many positions past the head a partition is there beforehand."""


class Overtaken(Exception):
    """Another process appended first: the head is not where it was thought to be."""


class OutcomeUnknown(Exception):
    """The connection was lost while committing."""


class Writer:
    """Writes to one hub's log, one batch at a time."""

    def __init__(self, link: Link, hub: str, names: Names) -> None:
        self._link = link
        self._hub = hub
        self._names = names
        self._turn = asyncio.Lock()
        self._connection: Connection | None = None
        self._head: Head | None = None
        self._room = 0

    async def write(self, requests: Sequence[Request]) -> Settled:
        """Settle a batch and write it. What the database refuses or loses is raised as it is."""
        async with self._turn:
            try:
                return await self._write(requests)
            except OutcomeUnknown:
                return await self._write_again(requests)

    async def append_verbatim(self, events: Sequence[Recorded]) -> None:
        """Write events of another log as they are. Raises `LogDamaged` if they do not fit."""
        async with self._turn:
            with unavailable_on_error():
                connection, _ = await self._ready()
                try:
                    await self._write_verbatim(connection, events)
                except OutcomeUnknown as error:
                    raise LogUnavailable("the connection was lost while committing") from error

    async def close(self) -> None:
        async with self._turn:
            await self._link.close()

    async def _write_again(self, requests: Sequence[Request]) -> Settled:
        deadline = time.monotonic() + OUTCOME_WAIT_S
        while True:
            await asyncio.sleep(BACK_OFF_S[0])
            try:
                return await self._write(requests)
            except (LogUnavailable, OutcomeUnknown, psycopg.OperationalError) as error:
                if time.monotonic() > deadline:
                    reason = "lost while committing; append again, repeats are recognised"
                    raise LogUnavailable(reason) from error

    async def _ready(self) -> tuple[Connection, Head]:
        """The connection, and where it leaves the head; both anew after a loss."""
        connection = await self._link.connection()
        if connection is not self._connection:
            self._names.forget()
            self._connection, self._head, self._room = connection, None, 0
        if self._head is None:
            self._head = await read_head(connection, self._hub, statements.READ_HEAD)
        return connection, self._head

    async def _write(self, requests: Sequence[Request]) -> Settled:
        connection, head = await self._ready()
        events = events_in(requests)
        await self._names.intern(connection, names_in(events, self._names))
        await self._make_room(connection, head.position + len(events))
        if not any(request.condition for request in requests):
            try:
                return await self._write_plainly(connection, head, requests)
            except (Overtaken, errors.UniqueViolation):
                self._head = None
        return await self._write_carefully(connection, requests)

    async def _write_plainly(
        self, connection: Connection, head: Head, requests: Sequence[Request]
    ) -> Settled:
        """On the guess that the head is where we left it and that nothing is a repeat."""
        settled = Settling(head.position, {}, {}).settle(requests)
        moment = _moment_after(head)
        sealed = seal(requests, moment, self._names)
        fresh = [sealed[item.event.id] for item in settled.fresh]
        after = _extended(head, fresh, moment)
        async with self._transaction(connection):
            await self._store(connection, head, after, fresh, settled)
        self._head = after
        return settled

    async def _write_carefully(
        self, connection: Connection, requests: Sequence[Request]
    ) -> Settled:
        """With the head taken first, so that repeats and conditions can be looked up."""
        moment = _moment_after(self._head)
        sealed = seal(requests, moment, self._names)
        async with self._transaction(connection):
            head = await read_head(connection, self._hub, statements.TAKE_HEAD)
            if head.recorded_at is not None and head.recorded_at > moment:
                moment = head.recorded_at
                sealed = seal(requests, moment, self._names)
            stored = await stored_among(connection, self._names, requests)
            against = await violations_of(connection, self._names, requests, head.position)
            settled = Settling(head.position, stored, against).settle(requests)
            fresh = [sealed[item.event.id] for item in settled.fresh]
            after = _extended(head, fresh, moment)
            await self._make_room(connection, after.position)
            await self._store(connection, head, after, fresh, settled)
        self._head = after
        return settled

    async def _write_verbatim(self, connection: Connection, events: Sequence[Recorded]) -> None:
        await self._names.intern(connection, names_in(events, self._names))
        fresh = seal_recorded(events, self._names)
        async with self._transaction(connection):
            head = await read_head(connection, self._hub, statements.TAKE_HEAD)
            require_continuation(head.position, head.recorded_at, events)
            known = await fetch(connection, self._names, by_ids([event.id for event in events]))
            if known:
                raise EventIdConflict(known[0].id, known[0].position)
            if not events:
                return
            after = _extended(head, fresh, events[-1].recorded_at)
            await self._make_room(connection, after.position)
            await self._store(connection, head, after, fresh, Settled())
        self._head = after

    async def _store(
        self,
        connection: Connection,
        head: Head,
        after: Head,
        fresh: Sequence[Sealed],
        settled: Settled,
    ) -> None:
        start = Position(head.position + 1)
        if fresh:
            await self._move_head(connection, head, after)
            async with connection.cursor() as cursor:
                async with cursor.copy(statements.COPY_IDS) as copy:
                    await copy.write(id_rows(start, (item.event.id for item in fresh)))
                async with cursor.copy(statements.COPY_EVENTS) as copy:
                    await copy.write(event_rows(start, (item.row for item in fresh)))
                if tags := self._tags(start, fresh):
                    async with cursor.copy(statements.COPY_TAGS) as copy:
                        await copy.write(tag_rows(tags))
        for name, position in settled.checkpoints.items():
            await connection.execute(statements.STORE_CHECKPOINT, [name, position])

    async def _move_head(self, connection: Connection, head: Head, after: Head) -> None:
        moved = await connection.execute(
            statements.MOVE_HEAD,
            {
                "from": head.position,
                "to": after.position,
                "recorded_at": after.recorded_at,
                "frontier": after.frontier.to_bytes(),
            },
        )
        if moved.rowcount != 1:
            raise Overtaken

    def _tags(self, start: Position, fresh: Sequence[Sealed]) -> list[tuple[int, Position]]:
        """Every tag beyond the subject, once per event."""
        return [
            (self._names.numbers[tag], Position(position))
            for position, item in enumerate(fresh, start)
            if item.event.tags
            for tag in sorted(set(item.event.tags) - {item.event.subject})
        ]

    async def _make_room(self, connection: Connection, last: int) -> None:
        if last + ROOM_AHEAD > self._room:
            made = await connection.execute(statements.MAKE_ROOM, [last + ROOM_AHEAD])
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
            self._head = None
            if committing and connection.closed:
                raise OutcomeUnknown from error
            raise


def _moment_after(head: Head | None) -> datetime:
    """Now, but never before the last event was recorded."""
    now = datetime.now(UTC)
    return now if head is None or head.recorded_at is None else max(now, head.recorded_at)


def _extended(head: Head, fresh: Sequence[Sealed], moment: datetime) -> Head:
    if not fresh:
        return head
    frontier = head.frontier.extend(item.leaf for item in fresh)
    return Head(head.hub, Position(frontier.size), frontier, moment)
