"""One build of a view: its rows in memory and how they came about, and what a page adds to them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Generic

from events.envelope import Recorded
from events.eventlog import Page
from events.identity import Position
from projections.projection import Projection, Row, State
from projections.runtime import RowCodec, fold

BOUNDARY = 5_000
"""Positions between two boundaries at which changed rows are kept for looking back."""


@dataclass(frozen=True, slots=True)
class Writes:
    """What a page changes in the tables. A row of None was removed."""

    before: Position
    after: Position
    rows: dict[str, bytes | None]
    history: list[tuple[str, int, bytes | None]]
    """Key, boundary, row."""


@dataclass
class Build(Generic[Row]):
    """A build as loaded from the tables. `unkept` are the keys changed since the last boundary."""

    number: int
    projection: Projection[Row]
    position: Position
    state: State[Row] = field(default_factory=State)
    unkept: set[str] = field(default_factory=set)
    error: str | None = None
    codec: RowCodec[Row] = field(init=False)

    def __post_init__(self) -> None:
        self.codec = RowCodec(self.projection)

    def take(self, page: Page) -> Writes:
        """Fold the part of a page that is new to this build. Raises whatever the fold raises."""
        before = self.position
        events = [event for event in page.events if event.position > before]
        rows: dict[str, bytes | None] = {}
        history: list[tuple[str, int, bytes | None]] = []
        for boundary in range((before // BOUNDARY + 1) * BOUNDARY, page.position + 1, BOUNDARY):
            earlier, events = _split(events, boundary)
            self._fold(earlier, rows)
            history += [(key, boundary, self._encoded(key)) for key in sorted(self.unkept)]
            self.unkept.clear()
        self._fold(events, rows)
        self.position = page.position
        return Writes(before, page.position, rows, history)

    def _fold(self, events: Sequence[Recorded], rows: dict[str, bytes | None]) -> None:
        fold(self.projection, self.state, events)
        changes = self.state.take_changes()
        self.unkept.update(changes)
        for key, row in changes.items():
            rows[key] = None if row is None else self.codec.encode(row)

    def _encoded(self, key: str) -> bytes | None:
        row = self.state.get(key)
        return None if row is None else self.codec.encode(row)


def _split(events: list[Recorded], boundary: int) -> tuple[list[Recorded], list[Recorded]]:
    """The events up to and including `boundary`, and the rest."""
    at = next((i for i, event in enumerate(events) if event.position > boundary), len(events))
    return events[:at], events[at:]
