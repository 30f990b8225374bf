"""Snapshots of folded states: a cache that spares a restart the log's beginning.

Deleting them costs time only. Of each name the newest is kept, with the version that made it.
"""

import asyncio
import logging
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from pydantic import TypeAdapter

from events.eventlog import PostgresEventLog
from events.identity import START, Position
from projections.projection import State

logger = logging.getLogger(__name__)

EVERY = 20_000
"""Positions between two snapshots of a name, at least."""

_NEWEST = """
    SELECT position, body FROM snapshots
    WHERE name = %s AND version = %s AND position <= (SELECT position FROM head)
    ORDER BY position DESC LIMIT 1
"""

_PUT = """
    INSERT INTO snapshots (name, version, position, body) VALUES (%s, %s, %s, %s)
    ON CONFLICT DO NOTHING
"""

_FORGET = "DELETE FROM snapshots WHERE name = %s AND (version, position) <> (%s, %s)"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A state as of a position. A change of its row or of how it is folded is a new version."""

    name: str
    version: int
    row: type
    state: State[Any]  # Any: rows of every kind are kept alike
    position: Position = START

    def encoded(self) -> bytes:
        adapter: TypeAdapter[Any] = TypeAdapter(self.row)
        rows = {
            str(key): adapter.dump_python(row, mode="json")  # keys may be subjects
            for key, row in self.state.rows().items()
        }
        return zlib.compress(orjson.dumps(rows))

    def decoded(self, position: Position, body: bytes) -> "Snapshot":
        adapter: TypeAdapter[Any] = TypeAdapter(self.row)
        rows = orjson.loads(zlib.decompress(body))
        state = State({key: adapter.validate_python(row) for key, row in rows.items()})
        return Snapshot(self.name, self.version, self.row, state, position)


class Snapshots:
    """The snapshots beside a log in Postgres."""

    def __init__(self, log: PostgresEventLog) -> None:
        self._log = log
        self._kept: dict[str, Position] = {}

    async def newest(self, empty: Snapshot) -> Snapshot:
        """The newest of that name and version; the empty one itself if none can be read."""
        async with self._log.connection() as connection:
            cursor = await connection.execute(_NEWEST, [empty.name, empty.version])
            found = await cursor.fetchone()
        if found is None:
            return empty
        try:
            snapshot = empty.decoded(Position(found[0]), bytes(found[1]))
        except (ValueError, zlib.error) as error:
            logger.warning(
                "the snapshot of %s cannot be read, so it is folded anew: %s", empty.name, error
            )
            return empty
        self._kept[empty.name] = snapshot.position
        return snapshot

    def is_due(self, name: str, position: Position) -> bool:
        """Whether the last snapshot of that name is old enough for another."""
        return position - self._kept.get(name, START) >= EVERY

    async def keep(self, snapshots: Sequence[Snapshot]) -> None:
        """Keep all or none of them, instead of the ones before; their states must not change."""
        bodies = [await asyncio.to_thread(one.encoded) for one in snapshots]
        async with self._log.connection() as connection, connection.transaction():
            for one, body in zip(snapshots, bodies, strict=True):
                place = [one.name, one.version, one.position]
                await connection.execute(_PUT, [*place, body])
                await connection.execute(_FORGET, place)
        self._kept.update((one.name, one.position) for one in snapshots)
