"""One build of a view: its rows in memory and how they came about, and what a page adds to them."""

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Generic

from events.envelope import Recorded
from events.eventlog import Page
from events.identity import Position, Subject
from projections.projection import Projection, Row, State
from projections.runtime import RowCodec, fold
from services.projector.parking import admitted

BOUNDARY = 10_000
"""Positions between two boundaries at which changed rows are kept for looking back."""

KEPT = ""
"""No row has this key: in the history it marks a boundary at which everything was kept."""

Portion = Callable[[Position, Position], None]
"""Brings what happened in (after, until] into the rows; the two never lie astride a boundary."""


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
    parked: dict[Subject, Position] = field(default_factory=dict)
    """Subjects that are left out, each from a position on."""
    codec: RowCodec[Row] = field(init=False)

    def __post_init__(self) -> None:
        self.codec = RowCodec(self.projection)

    def take(self, page: Page) -> Writes:
        """Fold the part of a page that is new to this build. Raises whatever the fold raises.

        A build whose fold raised is of no more use; its tables are.
        """
        events = admitted(page.events, self.parked)

        def portion(after: Position, until: Position) -> None:
            fold(self.projection, self.state, _between(events, after, until))

        return self.advance(page.position, portion)

    def advance(self, until: Position, portion: Portion) -> Writes:
        """Go on to `until`, from boundary to boundary, and say what that changes in the tables."""
        before, at = self.position, self.position
        rows: dict[str, bytes | None] = {}
        history: list[tuple[str, int, bytes | None]] = []
        for end in range((before // BOUNDARY + 1) * BOUNDARY, until + 1, BOUNDARY):
            portion(at, Position(end))
            at = Position(end)
            self._collect(rows)
            history += [(key, end, self._encoded(key, rows)) for key in sorted(self.unkept)]
            history.append((KEPT, end, None))
            self.unkept.clear()
        portion(at, until)
        self._collect(rows)
        self.position = until
        return Writes(before, until, rows, history)

    def _collect(self, rows: dict[str, bytes | None]) -> None:
        changes = self.state.take_changes()
        self.unkept.update(changes)
        for key, row in changes.items():
            rows[key] = None if row is None else self.codec.encode(row)

    def _encoded(self, key: str, collected: dict[str, bytes | None]) -> bytes | None:
        if key in collected:
            return collected[key]
        row = self.state.get(key)
        return None if row is None else self.codec.encode(row)


def ends_of_stretches(after: Position, until: Position) -> Iterator[Position]:
    """Where (after, until] is divided: at every boundary in it, and at its end."""
    for end in range((after // BOUNDARY + 1) * BOUNDARY, until, BOUNDARY):
        yield Position(end)
    if until > after:
        yield until


def _between(events: Sequence[Recorded], after: Position, until: Position) -> Sequence[Recorded]:
    by_position = attrgetter("position")
    first = bisect_right(events, after, key=by_position)
    return events[first : bisect_right(events, until, first, key=by_position)]
