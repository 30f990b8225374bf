"""A simulation whose log, and whose brain's state, a test can look at afterwards."""

import pickle
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, TypeVar

from events.envelope import Recorded
from events.eventlog.memory import MemoryEventLog
from events.identity import START
from events.payload import Payload
from services.simulator import Outcome, Parts, simulate
from services.simulator.reactor import ReactorProcess

HOUR = timedelta(hours=1)

Kind = TypeVar("Kind", bound=Payload)


@dataclass
class Seen:
    """What is left of a simulation."""

    outcome: Outcome | None = None
    events: list[Recorded] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)
    """Of the brain's state, hour by hour; the last at the end."""
    sizes: list[int] = field(default_factory=list)
    """The same in bytes."""

    def of(self, kind: type[Kind]) -> list[Kind]:
        """What was recorded of this kind."""
        return [event.data for event in self.events if isinstance(event.data, kind)]


def seen(seed: int, hours: float, scenario: str, parts: Parts, *, faults: bool = False) -> Seen:
    """Simulate, and keep what there was to see; log and reactors' processes are our own."""
    found, logs, brains = Seen(), list[MemoryEventLog](), list[ReactorProcess]()

    class Kept(MemoryEventLog):
        def __init__(self, **more: Any) -> None:
            super().__init__(**more)
            logs.append(self)

    class Weighed(ReactorProcess):
        began: datetime | None = None

        def __init__(self, *arguments: Any) -> None:
            super().__init__(*arguments)
            if self.reactor.name == "brain":
                brains.append(self)

        def handle(self, event: Recorded) -> None:
            super().handle(event)
            if self not in brains:
                return
            self.began = self.began or event.recorded_at
            if event.recorded_at >= self.began + HOUR * (len(found.rows) + 1):
                _weigh(self, found)

    parts = replace(parts, log=Kept, reactor_process=Weighed)
    found.outcome = simulate(seed, hours, faults, scenario_name=scenario, parts=parts)
    _weigh(brains[0], found)
    found.events = list(logs[0].after(START))
    return found


def _weigh(brain: ReactorProcess, found: Seen) -> None:
    rows = brain.state.rows()
    found.rows.append(len(rows))
    found.sizes.append(len(pickle.dumps(sorted(rows.items()))))
