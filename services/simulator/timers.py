"""The simulated clock service: says in the log when a due time has passed.

Due times are folds of the log, one of them a view that is perhaps behind; the id of a
`timers.fired` follows from the timer and its due time: saying it twice makes no second event.
"""

from collections.abc import Mapping
from datetime import UTC, datetime

from events.eventlog.memory import MemoryEventLog
from projections.receipts import Receipts
from projections.timers import DeviceTimers, armed_timers, fired
from services.simulator.chance import Danger
from services.simulator.fold import Fold
from services.simulator.network import VirtualClock
from services.simulator.reading import settled


class TimerProcess:
    """Appends `timers.fired` for what is due."""

    def __init__(
        self,
        log: MemoryEventLog,
        receipts: Mapping[str, Receipts],
        clock: VirtualClock,
        danger: Danger,
    ) -> None:
        self.danger = danger
        self._log = log
        self._devices = Fold(log, DeviceTimers())
        self._receipts = receipts
        self._clock = clock

    def step(self) -> None:
        now = datetime.fromtimestamp(self._clock.now, UTC)
        self._devices.catch_up()
        armed = armed_timers(self._devices.state.rows(), self._receipts)
        events = [fired(due, now) for due in armed if due.due <= now]
        self.danger.point()
        if events:
            settled(self._log.append(events))
        self.danger.point()

    def restart(self) -> None:
        self._devices.restart()
