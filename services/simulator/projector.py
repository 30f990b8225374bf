"""The simulated projector: one projection, its rows made durable together with its checkpoint."""

from collections.abc import Sequence
from typing import Any

from events.envelope import Recorded
from events.eventlog.memory import MemoryEventLog
from events.identity import START, Position
from projections.projection import Projection, State
from services.simulator.chance import Danger
from services.simulator.errors import InvariantBroken
from services.simulator.reading import events_after


class Projector:
    """Folds what is new and commits the changed rows; a crash leaves what was committed."""

    def __init__(
        self,
        log: MemoryEventLog,
        projection: Projection[Any],  # Any: rows of every kind are treated alike
        danger: Danger,
    ) -> None:
        self.projection = projection
        self.rows: dict[str, Any] = {}
        self.position = START
        self.danger = danger
        self.log = log
        self._state: State[Any] = State()

    def step(self) -> None:
        events = events_after(self.log, self.position)
        self._require_to_follow(events)
        handles, apply, state = self.projection.handles, self.projection.apply, self._state
        for event in events:
            if event.type in handles:
                apply(state, event)
        self.danger.point()
        self.commit(events[-1].position if events else self.position)

    def _require_to_follow(self, events: Sequence[Recorded]) -> None:
        for place, event in enumerate(events, self.position + 1):
            if event.position != place:
                what = f"{event.position} was read after {place - 1}"
                raise InvariantBroken("R2", what, Position(place - 1))

    def commit(self, position: Position) -> None:
        """Rows and checkpoint in one transaction."""
        for key, row in self._state.take_changes().items():
            if row is None:
                self.rows.pop(key, None)
            else:
                self.rows[key] = row
        self.position = position

    def restart(self) -> None:
        self._state = State(self.rows)
