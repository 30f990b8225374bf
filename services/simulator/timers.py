"""The simulated clock service: says in the log when a due time has passed.

Due times are read from views that are perhaps behind; the id of a `timers.fired` follows from the
timer and its due time, so that saying it twice makes no second event.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from events.eventlog.memory import MemoryEventLog
from projections.receipts import Receipts
from projections.timers import Due, armed_timers, fired
from services.simulator.chance import Danger
from services.simulator.network import VirtualClock
from services.simulator.reading import settled


@dataclass(frozen=True, slots=True)
class TimerViews:
    """The rows that due times are in."""

    devices: Mapping[str, Due] = field(default_factory=dict)
    receipts: Mapping[str, Receipts] = field(default_factory=dict)


class TimerProcess:
    """Appends `timers.fired` for what is due."""

    def __init__(
        self, log: MemoryEventLog, views: TimerViews, clock: VirtualClock, danger: Danger
    ) -> None:
        self.danger = danger
        self._log = log
        self._views = views
        self._clock = clock

    def step(self) -> None:
        now = datetime.fromtimestamp(self._clock.now, UTC)
        armed = armed_timers(self._views.devices, self._views.receipts)
        events = [fired(due, now) for due in armed if due.due <= now]
        self.danger.point()
        if events:
            settled(self._log.append(events))
        self.danger.point()

    def restart(self) -> None:
        """It keeps nothing of its own."""
