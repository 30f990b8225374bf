"""A batch on its way into Postgres: encoded and hashed piece by piece while Postgres takes it in.

The frontier grows along, so when the last row is sent, the new head is known.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import chain, islice

from events.entry import Attributes, entry_leaf, header
from events.envelope import Event, Recorded
from events.eventlog.postgres.names import Names
from events.eventlog.postgres.rows import SIGNATURE, TRAILER, Entry, event_row, id_rows, tag_rows
from events.eventlog.postgres.settling import Request
from events.eventlog.prepared import Prepared
from events.eventlog.protocol import Head
from events.identity import Position

ROWS_AT_ONCE = 200
"""How many rows are encoded before they are sent: Postgres works on them meanwhile."""


def entries_of(items: Sequence[Prepared], moment: datetime) -> list[Entry]:
    """New events, recorded at that moment."""
    return [(item.event, item.event.data.dataversion, item.data_json, moment) for item in items]


def entries_as_recorded(events: Sequence[Recorded]) -> list[Entry]:
    """Events of another log, as they are."""
    return [(event, event.dataversion, event.data_json, event.recorded_at) for event in events]


def events_in(requests: Sequence[Request]) -> list[Event]:
    return [item.event for request in requests for item in request.items]


def names_in(events: Sequence[Attributes], names: Names) -> set[str]:
    """Those names of `events` that have no known number."""
    used = {event.type for event in events}
    used.update(event.source for event in events)
    used.update(event.subject for event in events)
    used.update(event.actor for event in events if event.actor is not None)
    used.update(chain.from_iterable(event.tags for event in events if event.tags))
    return used.difference(names.numbers)


class Batch:
    """Entries that go after `head`, as what COPY takes."""

    def __init__(self, head: Head, entries: Sequence[Entry], names: Names) -> None:
        self._before = head
        self._entries = entries
        self._names = names
        self._frontier = head.frontier

    def rows(self) -> Iterator[bytes]:
        """The rows of `events`, some at a time."""
        yield SIGNATURE
        position = self._before.position
        waiting = iter(self._entries)
        while some := list(islice(waiting, ROWS_AT_ONCE)):
            leaves: list[bytes] = []
            rows: list[bytes] = []
            for entry in some:
                position = Position(position + 1)
                event, dataversion, data_json, recorded_at = entry
                leaf = entry_leaf(header(event, dataversion, recorded_at), data_json)
                leaves.append(leaf)
                rows.append(event_row(position, entry, leaf, self._names))
            self._frontier = self._frontier.extend(leaves)
            yield b"".join(rows)
        yield TRAILER

    def ids(self) -> bytes:
        """The rows of `event_ids`."""
        return id_rows(self._first, (event.id for event, _, _, _ in self._entries))

    def tags(self) -> bytes | None:
        """The rows of `event_tags`: every tag beyond the subject, once per event; often none."""
        number = self._names.numbers
        tags = [
            (number[tag], Position(position))
            for position, (event, _, _, _) in enumerate(self._entries, self._first)
            if event.tags
            for tag in set(event.tags) - {event.subject}
        ]
        return tag_rows(tags) if tags else None

    def head(self) -> Head:
        """The head after all rows have been made."""
        position = Position(self._frontier.size)
        *_, recorded_at = self._entries[-1]
        return Head(self._before.hub, position, self._frontier, recorded_at)

    @property
    def _first(self) -> Position:
        return Position(self._before.position + 1)
