"""Snapshots of reactors' states: a cache that spares a restart the log's beginning.

Deleting them costs time only. Each reactor's newest is kept, with the version that made it.
"""

import zlib
from typing import Any, Protocol

import orjson
from pydantic import TypeAdapter

from events.eventlog import PostgresEventLog
from events.identity import Position
from handlers.reactor import Reactor
from handlers.replay.check import checkpoint_name
from projections.projection import State

EVERY = 20_000
"""Positions between two snapshots of a reactor, at least."""

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


class Snapshotted(Protocol):
    """What has a state to keep."""

    reactor: Reactor[Any]
    state: State[Any]
    position: Position


class Snapshots:
    """The snapshots beside a log in Postgres."""

    def __init__(self, log: PostgresEventLog) -> None:
        self._log = log
        self._kept: dict[str, Position] = {}

    async def restore(self, course: Snapshotted) -> None:
        """Give the course its newest snapshot, if there is one of its version."""
        name = checkpoint_name(course.reactor)
        async with self._log.connection() as connection:
            cursor = await connection.execute(_NEWEST, [name, course.reactor.version])
            found = await cursor.fetchone()
        if found is not None:
            course.position = self._kept[name] = Position(found[0])
            course.state = State(_decoded(course.reactor, bytes(found[1])))

    async def keep(self, course: Snapshotted) -> None:
        """Keep the course's state, unless the last snapshot is young."""
        name = checkpoint_name(course.reactor)
        if course.position - self._kept.get(name, 0) < EVERY:
            return
        place = [name, course.reactor.version, course.position]
        async with self._log.connection() as connection, connection.transaction():
            await connection.execute(_PUT, [*place, _encoded(course)])
            await connection.execute(_FORGET, place)
        self._kept[name] = course.position


def _encoded(course: Snapshotted) -> bytes:
    adapter: TypeAdapter[Any] = TypeAdapter(course.reactor.row)
    rows = {key: adapter.dump_python(row, mode="json") for key, row in course.state.rows().items()}
    return zlib.compress(orjson.dumps(rows))


def _decoded(reactor: Reactor[Any], body: bytes) -> dict[str, Any]:
    adapter: TypeAdapter[Any] = TypeAdapter(reactor.row)
    rows = orjson.loads(zlib.decompress(body))
    return {key: adapter.validate_python(row) for key, row in rows.items()}
