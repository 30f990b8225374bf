"""The simulated clock service: says in the log when a due time has passed.

Due times are read from the view of receipts. The id of a `timers.fired` follows from the timer and
its due time, so that a crash between noticing and saying makes no second event.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from uuid import UUID, uuid5

from events.envelope import Event
from events.eventlog.memory import MemoryEventLog
from events.identity import Subject
from events.timers import Fired
from projections.receipts import Receipts, due_timers
from services.simulator.chance import Danger
from services.simulator.network import VirtualClock
from services.simulator.reading import settled

_TIMERS = UUID("0c4b2f6e-9a51-5f0e-8f0b-5a8c3f1c7d20")
"""Namespace of the ids of simulated timers."""


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
        self._receipts = receipts
        self._clock = clock

    def step(self) -> None:
        now = datetime.fromtimestamp(self._clock.now, UTC)
        fired = [
            _fired(timer, due, now)
            for receipts in self._receipts.values()
            for timer, due in due_timers(receipts).items()
            if due <= now
        ]
        self.danger.point()
        if fired:
            settled(self._log.append(fired))
        self.danger.point()

    def restart(self) -> None:
        """It keeps nothing of its own."""


def _fired(timer: str, due: datetime, now: datetime) -> Event:
    return Event(
        id=uuid5(_TIMERS, f"{timer}/{due.isoformat()}"),
        data=Fired(timer=timer, due=due),
        source="/services/clock",
        subject=Subject.of("timer", timer),
        time=now,
    )
