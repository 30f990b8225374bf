"""The simulated backend: where tasks are wished for and tapped."""

from collections.abc import Mapping
from typing import Any

from events.envelope import Event
from events.eventlog.memory import MemoryEventLog
from events.identity import Position
from handlers.tasks.taps import TASKS, TaskTaps
from projections.tasks import Task
from services.simulator.chance import Danger
from services.simulator.deciding import Deciding
from services.simulator.reading import settled


class Desk:
    """One process with one decider."""

    def __init__(self, log: MemoryEventLog, deciding: type[Deciding], danger: Danger) -> None:
        self.taps = deciding(log, TaskTaps(), danger)
        self.danger = danger
        self._log = log

    @property
    def position(self) -> Position:
        return self.taps.position

    def wish(self, event: Event) -> None:
        """Raises `Crashed`, before or after the wish is in the log."""
        self.danger.point()
        settled(self._log.append([event]))
        self.danger.point()

    def tasks(self) -> Mapping[str, Task]:
        """All that there ever were, as a screen shows them."""
        self.taps.step()
        return self.taps.known.of(TASKS).rows()

    def added(self, name: str) -> Mapping[str, Any]:
        """Nothing: a tap says all there is to say."""
        del name
        return {}

    def step(self) -> None:
        self.taps.step()

    def restart(self) -> None:
        self.taps.restart()
