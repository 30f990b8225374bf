"""Reading the log: pages, single events, and where things stand.

Every read is one short statement on a pooled connection and sees a prefix of the log. Pages that
leave nothing out are checked to be gapless.
"""

from collections.abc import AsyncIterator, Collection
from datetime import UTC, datetime
from typing import LiteralString
from uuid import UUID

from psycopg.sql import SQL, Composed

from events.envelope import Recorded
from events.errors import LogDamaged
from events.eventlog.postgres import statements
from events.eventlog.postgres.connection import Connection, ReaderPool
from events.eventlog.postgres.names import Names, Remembered
from events.eventlog.postgres.rows import decode, numbers_in, require_gapless
from events.eventlog.postgres.selection import (
    NEWEST_FIRST,
    OLDEST_FIRST,
    Span,
    by_ids,
    caused_by,
    ordered,
    to_copy,
)
from events.eventlog.protocol import Head, Page
from events.identity import START, Position
from events.merkle import Frontier
from events.query import EVERYTHING, Query

WIDEST_SPAN = 1_000_000
"""How many positions one statement searches at most."""

NARROWEST_SPAN = 1_000
"""How many positions a search from the newest event looks back at first."""

SPAN_GROWTH = 4
"""How much further a search looks after it found little."""

SPAN_GROWTH_AT_NOTHING = 16
"""How much further a search back looks after it found nothing."""

GREATEST_GROWTH = 64
"""How much further it looks at most, where it goes by how much it found."""


async def read_head(connection: Connection, hub: str, statement: LiteralString) -> Head:
    found = await connection.execute(statement)
    row = await found.fetchone()
    if row is None:
        raise LogDamaged(START, "a head", "none")
    position, recorded_at, frontier = row
    moment = None if recorded_at is None else recorded_at.astimezone(UTC)
    return Head(hub, Position(position), Frontier.from_bytes(position, frontier), moment)


async def fetch(connection: Connection, names: Names, selection: Composed) -> list[Recorded]:
    """The events of a selection, decoded."""
    async with connection.cursor() as cursor, cursor.copy(to_copy(selection)) as copy:
        chunks = [chunk async for chunk in copy]
    copied = b"".join(chunks)
    try:
        return decode(copied, names)
    except KeyError:
        await names.find_texts(connection, numbers_in(copied))
    try:
        return decode(copied, names)
    except KeyError as missing:
        raise LogDamaged(START, f"a name with number {missing}", "none") from None


class Reading:
    """The reading half of a log."""

    def __init__(self, hub: str, pool: ReaderPool, names: Remembered) -> None:
        self._hub = hub
        self._pool = pool
        self._names = names

    async def head(self) -> Head:
        async with self._pool.connection() as connection:
            return await read_head(connection, self._hub, statements.READ_HEAD)

    async def get(self, event_id: UUID) -> Recorded | None:
        found = await self._fetch(by_ids([event_id]))
        return found[0] if found else None

    async def effects(self, event_id: UUID) -> list[Recorded]:
        return await self._fetch(caused_by(event_id))

    async def position_at(self, moment: datetime) -> Position:
        return Position(await self._number(statements.POSITION_AT, moment))

    async def checkpoint(self, name: str) -> Position:
        return Position(await self._number(statements.READ_CHECKPOINT, name))

    async def leaf_prefixes(self, span: Span) -> list[bytes]:
        async with self._pool.connection() as connection:
            found = await connection.execute(statements.LEAF_PREFIXES, [span.after, span.until])
            return [number.to_bytes(8, "big", signed=True) for (number,) in await found.fetchall()]

    async def pages(
        self, after: Position, until: Position | None, query: Query, size: int
    ) -> AsyncIterator[Page]:
        head = (await self.head()).position
        end = head if until is None else Position(min(until, head))
        reach = size
        while after < end:
            span = Span(after, Position(min(end, after + reach)))
            page = await self._page(query, span, size)
            yield page
            after = page.position
            reach = _next_reach(reach, query, page, size)

    async def backward(self, before: Position | None, query: Query, limit: int) -> list[Recorded]:
        head = (await self.head()).position
        until = head if before is None else Position(min(before - 1, head))
        events: list[Recorded] = []
        reach = max(limit, NARROWEST_SPAN)
        if query.about and not await self._is_known(query.about):
            return events  # nothing was ever about any of these
        while until > START and len(events) < limit:
            span = Span(Position(max(START, until - reach)), until)
            wanted = limit - len(events)
            found = await self._search(query, span, wanted, NEWEST_FIRST)
            events += found
            until = span.after
            reach = min(reach * _growth(len(found), limit - len(events)), WIDEST_SPAN)
        return events

    async def _page(self, query: Query, span: Span, size: int) -> Page:
        events = await self._search(query, span, size)
        if query == EVERYTHING:
            require_gapless(events, span.after, span.until)
        return Page(events, events[-1].position if len(events) == size else span.until)

    async def _search(
        self, query: Query, span: Span, limit: int, order: SQL = OLDEST_FIRST
    ) -> list[Recorded]:
        names = self._names.names()
        async with self._pool.connection() as connection:
            await names.find(connection, query.about | query.types)
            return await fetch(connection, names, ordered(query, names, span, limit, order))

    async def _is_known(self, names: Collection[str]) -> bool:
        remembered = self._names.names()
        async with self._pool.connection() as connection:
            await remembered.find(connection, names)
        return bool(remembered.known(names))

    async def _fetch(self, selection: Composed) -> list[Recorded]:
        async with self._pool.connection() as connection:
            return await fetch(connection, self._names.names(), selection)

    async def _number(self, statement: LiteralString, argument: object) -> int:
        async with self._pool.connection() as connection:
            found = await connection.execute(statement, [argument])
            row = await found.fetchone()
            return 0 if row is None else int(row[0])


def _growth(found: int, missing: int) -> int:
    """How much further a search back looks: to where the rest is, if it lies as thick as before."""
    if not found:
        return SPAN_GROWTH_AT_NOTHING
    return min(max(SPAN_GROWTH, 2 * missing // found), GREATEST_GROWTH)


def _next_reach(reach: int, query: Query, page: Page, size: int) -> int:
    """Look further after a page that found little; never past what a page may hold, unfiltered."""
    if query == EVERYTHING or len(page.events) * SPAN_GROWTH > size:
        return size
    return min(reach * SPAN_GROWTH, max(size, WIDEST_SPAN))
