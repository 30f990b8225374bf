"""The simulated projector: one projection, its rows made durable together with its checkpoint."""

from typing import Any

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
        position, handles, apply = self.position, self.projection.handles, self.projection.apply
        for event in events_after(self.log, position):
            if event.position != position + 1:
                raise InvariantBroken("R2", f"{event.position} was read after {position}", position)
            if event.type in handles:
                apply(self._state, event)
            position = event.position
        self.danger.point()
        self.commit(position)

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
