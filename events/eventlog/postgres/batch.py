"""A batch of appends with all that is slow already done: hashed and encoded but for the positions.

So the head row is held only while Postgres writes.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from events.entry import Attributes
from events.envelope import Event, Recorded
from events.eventlog.postgres.names import Names
from events.eventlog.postgres.rows import body, microseconds
from events.eventlog.postgres.settling import Request
from events.eventlog.prepared import leaf_of


@dataclass(frozen=True, slots=True)
class Sealed:
    """An event's leaf and its row, which lacks only the position."""

    event: Attributes
    leaf: bytes
    row: bytes


def names_in(events: Sequence[Attributes], names: Names) -> set[str]:
    """Those names of `events` that have no known number."""
    known = names.numbers
    return {name for event in events for name in _names_of(event) if name not in known}


def _names_of(event: Attributes) -> Iterator[str]:
    yield event.type
    yield event.source
    yield event.subject
    if event.actor is not None:
        yield event.actor
    yield from event.tags


def events_in(requests: Sequence[Request]) -> list[Event]:
    return [item.event for request in requests for item in request.items]


def seal(requests: Sequence[Request], recorded_at: datetime, names: Names) -> Mapping[UUID, Sealed]:
    """Every event of the batch, sealed as recorded at that moment."""
    recorded = microseconds(recorded_at)
    sealed: dict[UUID, Sealed] = {}
    for request in requests:
        for item in request.items:
            event, leaf = item.event, item.leaf(recorded_at)
            row = body(event, event.data.dataversion, recorded, item.data_json, leaf, names)
            sealed.setdefault(event.id, Sealed(event, leaf, row))
    return sealed


def seal_recorded(events: Sequence[Recorded], names: Names) -> list[Sealed]:
    """Events of another log, sealed as they are."""
    return [_seal_recorded(event, names) for event in events]


def _seal_recorded(event: Recorded, names: Names) -> Sealed:
    leaf, recorded = leaf_of(event), microseconds(event.recorded_at)
    return Sealed(
        event, leaf, body(event, event.dataversion, recorded, event.data_json, leaf, names)
    )
