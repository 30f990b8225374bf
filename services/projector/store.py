"""Builds in their tables: loading, writing a page's changes with its position, going live.

A build advances only from the position that its keeper last wrote, so two keepers cannot mix their
rows: the slower is told `Superseded`. What is written can be rebuilt, so no commit waits for disk.
"""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any, Self

import psycopg

from events.errors import LogUnavailable
from events.eventlog.postgres.connection import (
    Connection,
    connect,
    reason_of,
    unavailable_on_error,
)
from events.eventlog.postgres.schema import schema_of
from events.identity import Position, Subject
from projections.projection import Projection, Row, State
from services.projector import statements
from services.projector.build import BOUNDARY, Build, Writes
from services.projector.errors import Superseded, WriteRefused

LOST = (LogUnavailable, Superseded, psycopg.Error)
"""The database, or the build, is not ours any more; that says nothing about the view."""

REFUSALS = (psycopg.DataError, psycopg.errors.ProgramLimitExceeded)
"""What Postgres says of rows that it will never take: a NUL in a key, a key too long to index."""


BUILDER_SILENT_S = 30.0
"""A build that nobody wrote to for this long has lost its builder."""


def channel_of(hub: str) -> str:
    """Where `NOTIFY` says that views have changed; the payload is the position."""
    return f"{schema_of(hub)}_views"


class ViewStore:
    """The view tables of one hub, through one connection."""

    def __init__(self, connection: Connection, dsn: str, hub: str) -> None:
        self._connection = connection
        self._dsn = dsn
        self._hub = hub
        self._channel = channel_of(hub)

    @classmethod
    @asynccontextmanager
    async def opened(cls, dsn: str, hub: str) -> AsyncIterator[Self]:
        """A store with a connection of its own. Raises `LogUnavailable`."""
        with unavailable_on_error():
            connection = await connect(dsn, schema_of(hub))
            async with connection:
                await connection.execute("SET synchronous_commit TO off")
                yield cls(connection, dsn, hub)

    @asynccontextmanager
    async def another_connection(self) -> AsyncIterator[Connection]:
        """A second connection to the same hub, for what runs beside the writing."""
        with unavailable_on_error():
            async with await connect(self._dsn, schema_of(self._hub)) as connection:
                yield connection

    @asynccontextmanager
    async def another(self) -> AsyncIterator["ViewStore"]:
        """A second store of the same hub, for what is written beside this one's pages."""
        async with ViewStore.opened(self._dsn, self._hub) as store:
            yield store

    async def live_number(self, projection: Projection[Any]) -> int | None:
        """The number of the live build of a projection's present version, if there is one."""
        found = await self._one(statements.LIVE_BUILD, projection.name)
        return None if found is None or found[1] != projection.version else int(found[0])

    async def is_being_built(self, projection: Projection[Any]) -> bool:
        """Whether another process has written to a new build of the view lately."""
        found = await self._one(statements.BEING_BUILT, projection.name, BUILDER_SILENT_S)
        return found is not None

    async def live(self, projection: Projection[Row]) -> Build[Row] | None:
        """The live build of a projection's present version, loaded; None if there is none."""
        found = await self._one(statements.LIVE_BUILD, projection.name)
        if found is None or found[1] != projection.version:
            return None
        return await self._loaded(projection, found[0], Position(found[2]), found[3])

    async def begin(self, projection: Projection[Row]) -> Build[Row]:
        """A new build beside the live one; what an earlier attempt left behind goes."""
        async with self._connection.transaction():
            await self._connection.execute(statements.ABANDONED, [projection.name])
            values = [projection.name, projection.version, "building"]
            made = await self._one(statements.NEW_BUILD, *values)
        assert made is not None
        return Build(made[0], projection, Position(0))

    async def _loaded(
        self, projection: Projection[Row], number: int, position: Position, error: str | None
    ) -> Build[Row]:
        build = Build(number, projection, position, error=error)
        cursor = await self._connection.execute(statements.ROWS, [number])
        build.state = State({key: build.codec.decode(row) async for key, row in cursor})
        floor = position // BOUNDARY * BOUNDARY
        changed = await self._connection.execute(statements.CHANGED_SINCE, [number, floor])
        build.unkept = {key async for (key,) in changed}
        parked = await self._connection.execute(statements.PARKED, [number])
        build.parked = {Subject(subject): Position(at) async for subject, at in parked}
        return build

    async def write(self, writes: Sequence[tuple[Build[Any], Writes]]) -> None:
        """Store what a page changed in several builds, all or none.

        Raises `Superseded`, or `WriteRefused` with the name of the first view that is at fault.
        """
        try:
            async with self._connection.transaction():
                await self._write(writes)
        except REFUSALS:
            await self._find_refused(writes)
            raise

    async def _find_refused(self, writes: Sequence[tuple[Build[Any], Writes]]) -> None:
        """What is written together is refused together: write one by one, and see."""
        for build, change in writes:
            try:
                async with self._connection.transaction(force_rollback=True):
                    await self._write([(build, change)])
            except REFUSALS as error:
                raise WriteRefused(build.projection.name, reason_of(error)) from error

    async def _write(self, writes: Sequence[tuple[Build[Any], Writes]]) -> None:
        """In a few statements, however many views there are: each costs a way to and fro."""
        await self._advance(writes)
        if any(change.rows for _, change in writes):
            await self._put_rows(writes)
        if any(change.history for _, change in writes):
            await self._put_history(writes)

    async def _advance(self, writes: Sequence[tuple[Build[Any], Writes]]) -> None:
        spans = {
            "builds": [build.number for build, _ in writes],
            "befores": [change.before for _, change in writes],
            "afters": [change.after for _, change in writes],
        }
        cursor = await self._connection.execute(statements.ADVANCE, spans)
        moved = {number async for (number,) in cursor}
        for build, _ in writes:
            if build.number not in moved:
                raise Superseded(build.projection.name)

    async def _put_rows(self, writes: Sequence[tuple[Build[Any], Writes]]) -> None:
        changed = [
            (build.number, key, change.after, _text(row))
            for build, change in writes
            for key, row in change.rows.items()
        ]
        builds, keys, positions, rows = map(list, zip(*changed, strict=True))
        values = {"builds": builds, "keys": keys, "positions": positions, "rows": rows}
        await self._connection.execute(statements.PUT_ROWS, values)

    async def _put_history(self, writes: Sequence[tuple[Build[Any], Writes]]) -> None:
        past = [
            (build.number, key, boundary, _text(row))
            for build, change in writes
            for key, boundary, row in change.history
        ]
        builds, keys, boundaries, rows = map(list, zip(*past, strict=True))
        values = {"builds": builds, "keys": keys, "boundaries": boundaries, "rows": rows}
        await self._connection.execute(statements.PUT_HISTORY, values)

    async def go_live(self, build: Build[Any]) -> None:
        """Swap: from one moment to the next, readers see this build instead of the old one."""
        async with self._connection.transaction():
            await self._connection.execute(statements.RETIRE, [build.projection.name, build.number])
            made = await self._connection.execute(statements.GO_LIVE, [build.number])
            if made.rowcount != 1:
                raise Superseded(build.projection.name)

    async def stop(self, build: Build[Any], reason: str) -> None:
        """Note why a projection stopped; its rows and position stay as they are."""
        await self._connection.execute(statements.STOP, [reason, build.number])
        build.error = reason

    async def park(
        self, build: Build[Any], subject: Subject, position: Position, reason: str
    ) -> None:
        """From this position on, leave out what is about the subject."""
        values = [build.number, subject, position, reason]
        await self._connection.execute(statements.PARK, values)
        build.parked[subject] = position

    async def abandon(self, build: Build[Any]) -> None:
        """Drop a build that will not go live."""
        await self._connection.execute(statements.ABANDON, [build.number])

    async def ring(self, position: Position) -> None:
        """Wake those who follow the views."""
        await self._connection.execute(statements.RING, [self._channel, str(position)])

    async def _one(self, statement: Any, *values: object) -> Any:
        cursor = await self._connection.execute(statement, values)
        return await cursor.fetchone()


def _text(row: bytes | None) -> str | None:
    return None if row is None else row.decode()
