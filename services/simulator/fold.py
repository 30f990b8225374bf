"""State that a process keeps in memory and finds again after a crash: snapshot, then fold on."""

from typing import Generic, TypeVar

from events.eventlog.memory import MemoryEventLog
from events.identity import START, Position
from projections.projection import Projection, State
from services.simulator.reading import events_after

SNAPSHOT_EVERY = 300
"""Positions between snapshots."""

Row = TypeVar("Row")


class Snapshot(Generic[Row]):
    """Rows as of a position; rows are immutable, so that copying them is copying the mapping."""

    def __init__(self) -> None:
        self.position = START
        self._rows: dict[str, Row] = {}

    def keep(self, state: State[Row], position: Position) -> None:
        if position - self.position >= SNAPSHOT_EVERY:
            self.position, self._rows = position, dict(state.rows())

    def restored(self) -> State[Row]:
        return State(self._rows)


class Fold(Generic[Row]):
    """A projection folded in memory."""

    def __init__(self, log: MemoryEventLog, projection: Projection[Row]) -> None:
        self.state: State[Row] = State()
        self.position = START
        self._log = log
        self._projection = projection
        self._snapshot: Snapshot[Row] = Snapshot()

    def catch_up(self) -> None:
        for event in events_after(self._log, self.position):
            if event.type in self._projection.handles:
                self._projection.apply(self.state, event)
            self.position = event.position
        self.state.keep()
        self._snapshot.keep(self.state, self.position)

    def restart(self) -> None:
        self.state, self.position = self._snapshot.restored(), self._snapshot.position
