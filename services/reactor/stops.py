"""Why reactors stopped, noted beside the log, so that others than the reactor service can say it.

A note goes when its reactor has passed the place; losing the notes loses no decision.
"""

from dataclasses import dataclass
from typing import Any

from events.eventlog import PostgresEventLog
from events.identity import Position
from handlers.reactor import Reactor

_NOTED = "SELECT name, version, position, reason FROM stopped_reactors"

_NOTE = """
    INSERT INTO stopped_reactors (name, version, position, reason) VALUES (%s, %s, %s, %s)
    ON CONFLICT (name) DO UPDATE
    SET version = excluded.version, position = excluded.position, reason = excluded.reason,
        stopped_at = now()
"""

_FORGET = "DELETE FROM stopped_reactors WHERE name = %s"


@dataclass(frozen=True, slots=True)
class Stop:
    """A reactor's failure, at the latest at `position`."""

    version: int
    position: Position
    reason: str


class Stops:
    """The notes of one hub, by reactor."""

    def __init__(self, log: PostgresEventLog) -> None:
        self._log = log

    async def noted(self) -> dict[str, Stop]:
        async with self._log.connection() as connection:
            cursor = await connection.execute(_NOTED)
            return {name: Stop(*stop) async for name, *stop in cursor}

    async def note(self, reactor: Reactor[Any], position: Position, reason: str) -> None:
        async with self._log.connection() as connection:
            await connection.execute(_NOTE, [reactor.name, reactor.version, position, reason])

    async def forget(self, reactor: Reactor[Any]) -> None:
        async with self._log.connection() as connection:
            await connection.execute(_FORGET, [reactor.name])
