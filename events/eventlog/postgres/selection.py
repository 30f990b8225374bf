"""A `Query` as SQL that finds its events by index.

Subjects and types are indexed by stretches of 4,096 positions, so every search is bounded by
positions, and names both the stretches and the exact bounds.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from psycopg.sql import SQL, Composable, Composed
from psycopg.sql import Literal as Value

from events.eventlog.postgres.names import Names
from events.eventlog.postgres.rows import COLUMNS
from events.identity import Position
from events.query import Query

BULK_TYPE = 1
"""The number of `telemetry.reading_recorded`, which the index by type leaves out."""

WHOLE = SQL(COLUMNS)

OLDEST_FIRST = SQL("ASC")
NEWEST_FIRST = SQL("DESC")


@dataclass(frozen=True, slots=True)
class Span:
    """Positions in (after, until]."""

    after: Position
    until: Position


def ordered(
    query: Query, names: Names, span: Span, limit: int, order: SQL = OLDEST_FIRST
) -> Composed:
    """At most `limit` of the events in `span` that `query` selects."""
    return SQL("{} ORDER BY position {} LIMIT {}").format(
        _matching(query, names, span), order, Value(limit)
    )


def to_copy(selection: Composed) -> Composed:
    return SQL("COPY ({}) TO STDOUT (FORMAT binary)").format(selection)


def with_id(column: SQL, value: object) -> Composed:
    """The event whose id, or the events whose cause, is `value`."""
    return SQL("SELECT {} FROM events WHERE {} = {} ORDER BY position").format(
        WHOLE, column, Value(value)
    )


def by_ids(ids: list[UUID]) -> Composed:
    return SQL(
        "SELECT {} FROM events WHERE position = ANY(ARRAY("
        "SELECT position FROM event_ids WHERE id = ANY({}::uuid[])))"
    ).format(WHOLE, Value(ids))


def _matching(query: Query, names: Names, span: Span) -> Composable:
    plain = SQL(" AND ").join(_restrictions(query, names, span))
    if not query.about:
        return SQL("SELECT {} FROM events WHERE {}").format(WHOLE, plain)
    about = Value(names.known(query.about))
    # Two searches instead of an OR, which no index serves.
    return SQL(
        "SELECT {columns} FROM events"
        " WHERE {plain} AND subject_id = ANY({about}::integer[]) AND {stretches}"
        " UNION ALL"
        " SELECT {columns} FROM events"
        " WHERE {plain} AND subject_id <> ALL({about}::integer[]) AND position = ANY(ARRAY("
        "SELECT position FROM event_tags WHERE tag_id = ANY({about}::integer[]) AND {span}))"
    ).format(
        columns=WHOLE, plain=plain, about=about, stretches=_stretches(span), span=_within(span)
    )


def _restrictions(query: Query, names: Names, span: Span) -> Iterator[Composable]:
    yield _within(span)
    if query.types:
        types = names.known(query.types)
        yield SQL("type_id = ANY({}::integer[])").format(Value(types))
        if BULK_TYPE not in types:
            yield SQL("type_id <> {} AND {}").format(Value(BULK_TYPE), _stretches(span))
    if query.since is not None:
        yield SQL("time >= {}").format(Value(query.since))
    if query.until is not None:
        yield SQL("time < {}").format(Value(query.until))


def _within(span: Span) -> Composable:
    return SQL("position > {} AND position <= {}").format(Value(span.after), Value(span.until))


def _stretches(span: Span) -> Composable:
    return SQL("(position >> 12)::integer BETWEEN {} AND {}").format(
        Value(span.after >> 12), Value(span.until >> 12)
    )
