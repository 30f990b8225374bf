"""The simulated clock service: says in the log when a due time has passed.

Due times are folds of the log, one of them a view that is perhaps behind; the id of a
`timers.fired` follows from the timer and its due time: saying it twice makes no second event.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from events.eventlog.memory import MemoryEventLog
from projections.armed import FOLDS, armed_timers
from projections.receipts import DeviceReceipts, Receipts
from projections.timers import fired
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
        self._folds = {one.name: Fold(log, one) for one in FOLDS if one.name != DeviceReceipts.name}
        self._receipts = receipts
        self._clock = clock

    def step(self) -> None:
        now = datetime.fromtimestamp(self._clock.now, UTC)
        for fold in self._folds.values():
            fold.catch_up()
        folded: dict[str, Mapping[str, Any]] = {
            name: fold.state.rows() for name, fold in self._folds.items()
        }
        armed = armed_timers({**folded, DeviceReceipts.name: self._receipts}, now)
        events = [fired(due, now) for due in armed if due.due <= now]
        self.danger.point()
        if events:
            settled(self._log.append(events))
        self.danger.point()

    def restart(self) -> None:
        for fold in self._folds.values():
            fold.restart()
