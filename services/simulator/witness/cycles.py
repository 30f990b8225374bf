"""Cycles of thought begin once, ask at most five times, do at most so much, and come to an end."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from events.brain import ActionApproved, ActionRefused, CycleFinished, CycleStarted, ModelPrompted
from events.envelope import Recorded
from services.simulator.errors import InvariantBroken
from services.simulator.witness.permits import BRAIN

PROMPTS_MOST = 5
DONE_MOST = {"create_task": 2, "speak": 1}
"""By tool, in one cycle."""
LONGEST = timedelta(minutes=17)
"""What a cycle may last, and what it may take until that is noticed."""

OF_CYCLES = (CycleStarted, ModelPrompted, ActionApproved, ActionRefused, CycleFinished)


@dataclass(slots=True)
class _Running:
    cycle: str
    began_at: datetime
    prompts: int = 0
    done: Counter[str] = field(default_factory=Counter)


class Cycles:
    """The one that is running, and the names of those before it."""

    def __init__(self) -> None:
        self.checks = 0
        self._running: _Running | None = None
        self._names: set[str] = set()

    def observe(self, event: Recorded) -> None:
        data, running = event.data, self._running
        if running is not None:
            late = event.recorded_at - running.began_at > LONGEST
            self._require(event, not late, f"cycle {running.cycle} never ends")
        if not isinstance(data, OF_CYCLES) or not event.source.startswith(BRAIN):
            return
        if isinstance(data, CycleStarted):
            self._started(event, data)
        elif not data.cycle.startswith("mcp:"):
            self._went_on(event, data)

    def _started(self, event: Recorded, data: CycleStarted) -> None:
        self._require(event, self._running is None, "two cycles run at once")
        self._require(event, data.cycle not in self._names, "a cycle begins twice")
        self._names.add(data.cycle)
        self._running = _Running(data.cycle, event.recorded_at)

    def _went_on(
        self,
        event: Recorded,
        data: ModelPrompted | ActionApproved | ActionRefused | CycleFinished,
    ) -> None:
        running = self._running
        belongs = running is not None and running.cycle == data.cycle
        self._require(event, belongs, "it belongs to no cycle that runs")
        assert running is not None
        match data:
            case ModelPrompted():
                running.prompts += 1
                self._require(event, data.step == running.prompts, "a step is missing or twice")
                self._require(event, data.step <= PROMPTS_MOST, "the model is asked too often")
            case ActionApproved():
                running.done[data.tool] += 1
                most = DONE_MOST.get(data.tool)
                few = most is None or running.done[data.tool] <= most
                self._require(event, few, f"more than {most} in one cycle")
            case CycleFinished():
                self._require(event, data.steps == running.prompts, "it counts other steps")
                self._running = None

    def _require(self, event: Recorded, holds: bool, otherwise: str) -> None:
        self.checks += 1
        if not holds:
            raise InvariantBroken("R8", f"{otherwise}: {event.data!r:.200}", event.position)
