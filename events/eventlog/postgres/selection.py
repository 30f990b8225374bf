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
    by = SQL("position + 0" if query.about else "position")
    return SQL("{} ORDER BY {} {} LIMIT {}").format(
        _matching(query, names, span), by, order, Value(limit)
    )


def to_copy(selection: Composed) -> Composed:
    return SQL("COPY ({}) TO STDOUT (FORMAT binary)").format(selection)


def caused_by(event_id: UUID) -> Composed:
    return SQL("SELECT {} FROM events WHERE causation_id = {} ORDER BY position").format(
        WHOLE, Value(event_id)
    )


def by_ids(ids: list[UUID]) -> Composed:
    return SQL(
        "SELECT {} FROM events WHERE position = ANY(ARRAY("
        "SELECT position FROM event_ids WHERE id = ANY({}::uuid[])))"
    ).format(WHOLE, Value(ids))


def _matching(query: Query, names: Names, span: Span) -> Composable:
    restrictions = list(_restrictions(query, names, span))
    if not query.about:
        plain = SQL(" AND ").join([_within(SQL("position"), span), *restrictions])
        return SQL("SELECT {} FROM events WHERE {}").format(WHOLE, plain)
    about = SQL("{}::integer[]").format(Value(names.known(query.about)))
    # Two searches instead of an OR, which no index serves; `position + 0` keeps the planner from
    # reading along the positions, which are many.
    return SQL(
        "SELECT * FROM ("
        " SELECT {columns} FROM events"
        " WHERE subject_id = ANY({about}) AND {stretches} AND {near}{restrictions}"
        " UNION ALL"
        " SELECT {columns} FROM events"
        " WHERE subject_id <> ALL({about}){restrictions} AND position = ANY(ARRAY("
        "SELECT position FROM event_tags WHERE tag_id = ANY({about}) AND {within}))"
        ") AS found"
    ).format(
        columns=WHOLE,
        about=about,
        stretches=_stretches(span),
        near=_within(SQL("(position + 0)"), span),
        within=_within(SQL("position"), span),
        restrictions=SQL("").join(SQL(" AND ") + each for each in restrictions),
    )


def _restrictions(query: Query, names: Names, span: Span) -> Iterator[Composable]:
    types = names.known(query.types)
    if query.types and query.about:
        # What a subject's events are told apart by, not found by: `+ 0` hides it from the planner,
        # which knows nothing yet of a type that has just become frequent.
        yield SQL("type_id + 0 = ANY({}::integer[])").format(Value(types))
    elif query.types:
        yield SQL("type_id = ANY({}::integer[])").format(Value(types))
        if BULK_TYPE not in types:
            yield SQL("type_id <> {} AND {}").format(Value(BULK_TYPE), _stretches(span))
    if query.since is not None:
        yield SQL("time >= {}").format(Value(query.since))
    if query.until is not None:
        yield SQL("time < {}").format(Value(query.until))


def _within(column: SQL, span: Span) -> Composable:
    return SQL("{column} > {after} AND {column} <= {until}").format(
        column=column, after=Value(span.after), until=Value(span.until)
    )


def _stretches(span: Span) -> Composable:
    return SQL("(position >> 12)::integer BETWEEN {} AND {}").format(
        Value(span.after >> 12), Value(span.until >> 12)
    )
