"""What the log already holds that bears on a batch: repeats, and events that conditions rule out.

Both are looked up with the head taken, so nothing can change before the batch is written.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from uuid import UUID

from psycopg.sql import SQL, Composed
from psycopg.sql import Literal as Value

from events.envelope import Recorded
from events.eventlog.postgres.batch import events_in
from events.eventlog.postgres.connection import Connection
from events.eventlog.postgres.names import Names
from events.eventlog.postgres.reading import fetch
from events.eventlog.postgres.selection import POSITION, Span, by_ids, ordered
from events.eventlog.postgres.settling import Request
from events.eventlog.protocol import CONFLICTS_REPORTED
from events.identity import Position
from events.query import Condition, Query

CONDITIONS_AT_ONCE = 100
"""How many conditions one statement looks up."""


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
        conditions = (
            (place, request.condition)
            for place, request in enumerate(requests)
            if request.condition is not None and request.condition.after < self._head
        )
        found: dict[int, list[Position]] = {}
        while some := list(islice(conditions, CONDITIONS_AT_ONCE)):
            for _, condition in some:
                await self._names.find(self._connection, condition.about | condition.types)
            rows = await self._connection.execute(_violations(some, self._names, self._head))
            for place, position in await rows.fetchall():
                found.setdefault(place, []).append(position)
        return found


def _violations(
    conditions: Sequence[tuple[int, Condition]], names: Names, head: Position
) -> Composed:
    return SQL(" UNION ALL ").join(_each_violation(conditions, names, head))


def _each_violation(
    conditions: Sequence[tuple[int, Condition]], names: Names, head: Position
) -> Iterator[Composed]:
    for place, condition in conditions:
        query = Query(about=condition.about, types=condition.types)
        span = Span(condition.after, head)
        yield SQL("(SELECT {}, position FROM ({}) AS violation)").format(
            Value(place), ordered(POSITION, query, names, span, CONFLICTS_REPORTED)
        )
