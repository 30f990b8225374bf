"""Reading views: as they are, what changed after a position, and as they were.

Every answer comes with the position that it stands for.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Generic

from psycopg.rows import TupleRow

from events.eventlog import EventLog
from events.eventlog.postgres.connection import Connection, ReaderPool
from events.eventlog.postgres.names import Remembered
from events.eventlog.postgres.schema import schema_of
from events.identity import START, Position, Subject
from events.query import Query
from projections.projection import Projection, Row, State
from projections.runtime import RowCodec, fold
from services.projector import statements
from services.projector.build import BOUNDARY, KEPT, ends_of_stretches
from services.projector.errors import NotSummed, ViewNotBuilt
from services.projector.merging import MERGES, Merge
from services.projector.parking import Parked, admitted
from services.projector.summary import summarise

POLL_S = 0.01
"""How often a waiting reader looks whether a view has come far enough."""

LAST_KEY = "\U0010ffff"
"""Sorts after every key."""


@dataclass(frozen=True, slots=True)
class Rows(Generic[Row]):
    """Rows of a view, by key, as of a position."""

    rows: dict[str, Row]
    position: Position


@dataclass(frozen=True, slots=True)
class Changes(Generic[Row]):
    """Rows that changed, in order, up to a position; None for one that was removed."""

    rows: dict[str, Row | None]
    position: Position


@dataclass(frozen=True, slots=True)
class Amiss:
    """What is wrong with the views."""

    stopped: dict[str, str]
    """Reasons, by view."""
    parked: dict[str, dict[str, str]]
    """Reasons, by view and subject."""


class ViewReader:
    """Reads the live views of one hub."""

    def __init__(self, dsn: str, hub: str, log: EventLog) -> None:
        self._pool = ReaderPool(dsn, schema_of(hub))
        self._log = log
        self._names = Remembered()

    async def close(self) -> None:
        await self._pool.close()

    async def rows(self, projection: Projection[Row], prefix: str = "") -> Rows[Row]:
        """The live rows whose keys begin with `prefix`. Raises `ViewNotBuilt`."""
        stored, decode = await self.stored(projection, prefix), RowCodec(projection).decode
        return Rows({key: decode(row) for key, row in stored.rows.items()}, stored.position)

    async def newest(
        self, projection: Projection[Row], limit: int, before: str = LAST_KEY
    ) -> Rows[Row]:
        """The live rows with the greatest keys below `before`, the greatest first.

        Raises `ViewNotBuilt`.
        """
        wanted = {"name": projection.name, "version": projection.version}
        async with self._pool.connection() as connection:
            cursor = await connection.execute(
                statements.LIVE_ROWS_BACKWARD, {**wanted, "before": before, "limit": limit}
            )
            found = await cursor.fetchall()
        if not found:
            raise ViewNotBuilt(projection.name)
        decode = RowCodec(projection).decode
        rows = {key: decode(row) for _, key, row in found if key is not None}
        return Rows(rows, Position(found[0][0]))

    async def stored(self, projection: Projection[Any], prefix: str = "") -> Rows[bytes]:
        """The same, as they lie in the table, byte for byte."""
        async with self._pool.connection() as connection:
            return await _stored(connection, projection, prefix)

    async def comparable(self, projection: Projection[Any]) -> tuple[Rows[bytes], Parked]:
        """The rows as they lie in the table, and what is left out of them."""
        async with self._snapshot() as connection:
            rows = await _stored(connection, projection, "")
            values = [projection.name, projection.version]
            cursor = await connection.execute(statements.LIVE_PARKED, values)
            return rows, await _parked(cursor)

    async def changes(
        self, projections: Sequence[Projection[Any]], after: Position
    ) -> list[Changes[Any]]:
        """What changed in each view after a position, removals included. Raises `ViewNotBuilt`."""
        wanted = {
            "names": [one.name for one in projections],
            "versions": [one.version for one in projections],
            "after": after,
        }
        async with self._pool.connection() as connection:
            cursor = await connection.execute(statements.LIVE_CHANGES, wanted)
            found = await cursor.fetchall()
        return [_changes(one, found) for one in projections]

    async def position(self, projection: Projection[Any]) -> Position:
        async with self._pool.connection() as connection:
            return await _position(connection, projection)

    async def amiss(self) -> Amiss:
        """The views that stopped or could not be built, and those that leave something out."""
        async with self._pool.connection() as connection:
            found = await (await connection.execute(statements.AMISS)).fetchall()
        return Amiss(
            {name: error for name, error, _ in found if error is not None},
            {name: parked for name, _, parked in found if parked is not None},
        )

    async def reached(self, projection: Projection[Any], position: Position, wait_s: float) -> bool:
        """Wait until the view has come to `position`, at most `wait_s` seconds."""
        deadline = asyncio.get_running_loop().time() + wait_s
        while await self.position(projection) < position:
            if asyncio.get_running_loop().time() > deadline:
                return False
            await asyncio.sleep(POLL_S)
        return True

    async def at(
        self, projection: Projection[Row], position: Position, prefix: str = "", first: str = ""
    ) -> Rows[Row]:
        """The rows as they were at `position`: the boundary before it, and what came after.

        With `first`, only those with that key or a greater one.
        """
        span = _span(prefix, first)
        boundary, state, parked = await self._at_boundary(projection, position, span)
        await self._go_on(projection, state, parked, boundary, position)
        rows = {key: row for key, row in state.rows().items() if _lies_in(span, key)}
        return Rows(dict(sorted(rows.items())), position)

    async def _go_on(
        self,
        projection: Projection[Row],
        state: State[Row],
        parked: Parked,
        after: Position,
        until: Position,
    ) -> None:
        """Bring what happened in (after, until] into the rows, the quickest way that there is.

        What is parked can be left out of a fold, but not of sums.
        """
        merge = MERGES.get(type(projection))
        if merge is not None and not parked:
            after = await self._merged(merge, state, after, until)
        kinds = Query(types=projection.handles)
        async for page in self._log.pages(after=after, until=until, query=kinds):
            fold(projection, state, admitted(page.events, parked))

    async def _merged(
        self, merge: Merge, state: State[Any], after: Position, until: Position
    ) -> Position:
        """Merge what Postgres adds up, for as far as it can, and say how far that was."""
        for end in ends_of_stretches(after, until):
            try:
                names = self._names.names()
                async with self._pool.connection() as connection:
                    summary = await summarise(self._log, connection, names, after, end)
            except NotSummed:
                return after
            merge(state, summary.up_to(end))
            after = end
        return until

    async def _at_boundary(
        self, projection: Projection[Row], position: Position, within: dict[str, str]
    ) -> tuple[Position, State[Row], Parked]:
        async with self._snapshot() as connection:
            cursor = await connection.execute(statements.LIVE_BUILD, [projection.name])
            build = await cursor.fetchone()
            if build is None or build[1] != projection.version:
                return START, State(), {}
            parked = await _parked(await connection.execute(statements.PARKED, [build[0]]))
            boundary = min(position, build[2]) // BOUNDARY * BOUNDARY
            if not await _is_kept(connection, build[0], boundary):
                return START, State(), parked
            span = {"build": build[0], "boundary": boundary, **within}
            rows = await connection.execute(statements.ROWS_AT_BOUNDARY, span)
            return Position(boundary), State(await _decoded(projection, rows)), parked

    @asynccontextmanager
    async def _snapshot(self) -> AsyncIterator[Connection]:
        """All statements inside see the same moment."""
        async with self._pool.connection() as connection, connection.transaction():
            await connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield connection


def _span(prefix: str, first: str = "") -> dict[str, str]:
    return {"first": max(prefix, first), "last": prefix + LAST_KEY}


def _lies_in(span: dict[str, str], key: str) -> bool:
    return span["first"] <= key < span["last"]


async def _stored(connection: Connection, projection: Projection[Any], prefix: str) -> Rows[bytes]:
    span = {"name": projection.name, "version": projection.version, **_span(prefix)}
    found = await (await connection.execute(statements.LIVE_ROWS, span)).fetchall()
    if not found:
        raise ViewNotBuilt(projection.name)
    return Rows({key: row.encode() for _, key, row in found if key is not None}, found[0][0])


def _changes(projection: Projection[Row], found: Sequence[TupleRow]) -> Changes[Row]:
    """Those of one view among what was found of several."""
    decode = RowCodec(projection).decode
    mine = [told for view, *told in found if view == projection.name]
    if not mine:
        raise ViewNotBuilt(projection.name)
    rows = {key: row and decode(row) for _, key, row in mine if key is not None}
    return Changes(rows, Position(mine[0][0]))


async def _parked(cursor: Any) -> Parked:
    return {Subject(subject): Position(at) async for subject, at in cursor}


async def _position(connection: Connection, projection: Projection[Any]) -> Position:
    values = [projection.name, projection.version]
    cursor = await connection.execute(statements.LIVE_POSITION, values)
    found = await cursor.fetchone()
    if found is None:
        raise ViewNotBuilt(projection.name)
    return Position(found[0])


async def _is_kept(connection: Connection, build: int, boundary: int) -> bool:
    """Whether the history is whole up to a boundary; it is a cache, and may have been deleted."""
    span = {"build": build, "mark": KEPT, "boundary": boundary, "every": BOUNDARY}
    cursor = await connection.execute(statements.BOUNDARIES_KEPT, span)
    found = await cursor.fetchone()
    return found is not None and found[0] == boundary // BOUNDARY


async def _decoded(projection: Projection[Row], cursor: Any) -> dict[str, Row]:
    codec = RowCodec(projection)
    return {key: codec.decode(row) async for key, row in cursor}
