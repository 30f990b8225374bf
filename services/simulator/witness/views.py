"""R1: every view is what a fold of the log makes it, whatever happened to the process behind it."""

from collections.abc import Mapping, Sequence
from typing import Any

from events.envelope import Recorded
from events.identity import START
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
        self._position = START
        self._unchecked: dict[str, None] = {}

    def observe(self, events: Sequence[Recorded]) -> None:
        handles = self._projection.handles
        for event in events:
            if event.type in handles:
                self._apply(self._state, event)
        if events:
            self._position = events[-1].position

    def compare(self) -> None:
        """The rows that changed since the last time, if the projector is where the witness is."""
        self._unchecked.update(dict.fromkeys(self._state.take_changes()))
        if self._projector.position == self._position:
            for key in self._unchecked:
                self._require_equal(key, self._projector.rows.get(key), self._state.get(key))
            self._unchecked.clear()

    def compare_all(self) -> None:
        """Every row with the witness's fold, which is a rebuild from zero that never ends."""
        if self._projector.position == self._position:
            self._require_all_equal(self._state.rows())

    def _require_all_equal(self, rows: Mapping[str, Any]) -> None:
        for key in {**self._projector.rows, **rows}:
            self._require_equal(key, self._projector.rows.get(key), rows.get(key))

    def _apply(self, state: State[Any], event: Recorded) -> None:
        if event.position % WATCHED == 0:
            with nothing_from_outside(self._projection.name, event.position):
                self._projection.apply(state, event)
        else:
            self._projection.apply(state, event)

    def _require_equal(self, key: str, live: object, rebuilt: object) -> None:
        self.checks += 1
        if live != rebuilt:
            name: str = self._projection.name
            what = f"{name}[{key!r}] is {live!r}, a rebuild says {rebuilt!r}"
            raise InvariantBroken("R1", what, self._position)
