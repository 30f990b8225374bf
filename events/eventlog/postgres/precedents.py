"""What the log already holds that bears on a batch: repeats, and events that conditions rule out.

Both are looked up with the head taken, so nothing can change before the batch is written.
"""

from collections.abc import Mapping, Sequence
from uuid import UUID

from events.envelope import Recorded
from events.eventlog.postgres import statements
from events.eventlog.postgres.batch import events_in
from events.eventlog.postgres.connection import Connection
from events.eventlog.postgres.names import Names
from events.eventlog.postgres.reading import fetch
from events.eventlog.postgres.selection import by_ids
from events.eventlog.postgres.settling import Request
from events.eventlog.protocol import CONFLICTS_REPORTED
from events.identity import Position
from events.query import Condition


class Precedents:
    """What there is up to `head`, which the connection's transaction has taken."""

    def __init__(self, connection: Connection, names: Names, head: Position) -> None:
        self._connection = connection
        self._names = names
        self._head = head

    async def stored_among(self, requests: Sequence[Request]) -> Mapping[UUID, Recorded]:
        """The events of the batch that the log already holds."""
        ids = [event.id for event in events_in(requests)]
        stored = await fetch(self._connection, self._names, by_ids(ids)) if ids else []
        return {event.id: event for event in stored}

    async def violations_of(self, requests: Sequence[Request]) -> Mapping[int, Sequence[Position]]:
        """The positions that violate each request's condition, by the request's place."""
        conditions = {
            place: request.condition
            for place, request in enumerate(requests)
            if request.condition is not None and request.condition.after < self._head
        }
        found: dict[int, list[Position]] = {}
        if conditions:
            named = {name for one in conditions.values() for name in one.about | one.types}
            await self._names.find(self._connection, named)
            given = as_columns(conditions, self._names)
            rows = await self._connection.execute(statements.FIND_VIOLATIONS, given)
            for place, position in await rows.fetchall():
                found.setdefault(place, []).append(position)
        return found


def as_columns(conditions: Mapping[int, Condition], names: Names) -> list[object]:
    """What `FIND_VIOLATIONS` takes: each attribute of the conditions as one array."""
    return [
        list(conditions),
        [condition.after for condition in conditions.values()],
        [_array(names.known(condition.about)) for condition in conditions.values()],
        [
            _array(names.known(condition.types)) if condition.types else None
            for condition in conditions.values()
        ],
        CONFLICTS_REPORTED,
        CONFLICTS_REPORTED,
    ]


def _array(numbers: Sequence[int]) -> str:
    return f"{{{','.join(map(str, numbers))}}}"
