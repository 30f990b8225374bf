"""R1: every view is what a fold of the log makes it, whatever happened to the process behind it."""

from typing import Any

from events.envelope import Recorded
from events.identity import Position
from projections.projection import Projection, State
from services.simulator.errors import InvariantBroken
from services.simulator.projector import Projector
from services.simulator.witness.isolation import nothing_from_outside

WATCHED = 499
"""One event in so many is folded under watch for R6."""


class ViewWitness:
    """Folds one projection beside its projector, once and without a break, and compares."""

    def __init__(self, projector: Projector) -> None:
        self.checks = 0
        self._projector = projector
        self._projection: Projection[Any] = projector.projection  # Any: rows of every kind
        self._state: State[Any] = State()

    @property
    def handles(self) -> frozenset[str]:
        return self._projection.handles

    def observe(self, event: Recorded) -> None:
        """Fold an event whose type is in `handles`."""
        if event.position % WATCHED == 0:
            with nothing_from_outside(self._projection.name, event.position):
                self._projection.apply(self._state, event)
        else:
            self._projection.apply(self._state, event)

    def compare(self, position: Position) -> None:
        """The rows that changed since the last time, if the projector is where the witness is."""
        if self._projector.position == position:
            for key in self._state.take_changes():
                self._require_equal(key, position)

    def compare_all(self, position: Position) -> None:
        """Every row with the witness's fold, which is a rebuild from zero that never ends."""
        if self._projector.position == position:
            for key in {**self._projector.rows, **self._state.rows()}:
                self._require_equal(key, position)

    def _require_equal(self, key: str, position: Position) -> None:
        live, rebuilt = self._projector.rows.get(key), self._state.get(key)
        self.checks += 1
        if live != rebuilt:
            name: str = self._projection.name
            what = f"{name}[{key!r}] is {live!r}, a rebuild says {rebuilt!r}"
            raise InvariantBroken("R1", what, position)
