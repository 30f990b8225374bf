"""Timers: what is due when, as the log says it; the clock only has to look (`projections.armed`).

A device is due to be missed two minutes after it was last heard. A timer that fired is gone until
something arms it again.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar
from uuid import UUID, uuid5

from events.devices import HeartbeatReceived, StateReported
from events.envelope import Event, Recorded
from events.identity import Subject
from events.telemetry import ReadingRecorded
from events.timers import Fired
from projections.devices import is_last_will
from projections.projection import Projection, State

SILENCE = timedelta(seconds=120)
"""A device that says nothing for this long is missed."""

DEVICE_SILENT = "device_silent"

SOURCE = "/services/clock"

_NAMESPACE = UUID("5a0c7c0e-7d8e-5f0b-9b0e-6a1f5f0c4d21")
"""Of the ids of `timers.fired`: any clock gives the same timer and due time the same id."""

HEARD: frozenset[str] = frozenset(
    payload.event_type for payload in (ReadingRecorded, HeartbeatReceived, StateReported)
)
"""Events by which a device shows that it is alive."""


@dataclass(frozen=True, slots=True)
class Due:
    """A timer that is armed."""

    timer: str
    due: datetime


class DeviceTimers(Projection[Due]):
    """When each device that is alive will be missed."""

    name: ClassVar[str] = "device_timers"
    handles: ClassVar[frozenset[str]] = HEARD | {Fired.event_type}
    row: ClassVar[type] = Due

    def apply(self, state: State[Due], event: Recorded) -> None:
        if event.type == Fired.event_type:
            fired = event.data
            assert isinstance(fired, Fired)
            armed = state.get(fired.timer)
            if armed is not None and armed.due <= fired.due:
                state.remove(fired.timer)
        elif not is_last_will(event):
            timer = f"{DEVICE_SILENT}:{event.subject.name}"
            state.put(timer, Due(timer, event.recorded_at + SILENCE))


def fired(due: Due, now: datetime) -> Event:
    """The event that a timer's due time has passed."""
    return Event(
        id=uuid5(_NAMESPACE, f"{due.timer}/{due.due.isoformat()}"),
        data=Fired(timer=due.timer, due=due.due),
        source=SOURCE,
        subject=Subject.of("timer", due.timer),
        time=now,
    )
