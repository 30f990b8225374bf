"""Liveness: which devices are there, which went away, whose battery runs down."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import ClassVar

from events.devices import BatteryLow, CameOnline, HeartbeatReceived, WentOffline
from events.envelope import Draft, Recorded
from events.identity import Subject
from events.payload import Payload
from events.telemetry import ReadingRecorded
from events.timers import Fired
from handlers.reactor import Reactor
from projections.projection import State
from projections.timers import DEVICE_SILENT, HEARD, SILENCE

BATTERY_LOW_MV = 2_400.0
BATTERY_FINE_MV = 2_600.0
"""A battery that was low is told of again only after it was above this."""


@dataclass(frozen=True, slots=True)
class Life:
    """What is known of a device's being there. It was heard when the log recorded it."""

    device: str
    heard_at: datetime
    online: bool = False
    zone: str | None = None
    battery_low: bool = False


class LivenessReactor(Reactor[Life]):
    """Came online, went offline, battery low."""

    name: ClassVar[str] = "liveness"
    handles: ClassVar[frozenset[str]] = HEARD | {Fired.event_type}
    row: ClassVar[type] = Life

    def step(self, state: State[Life], event: Recorded) -> Sequence[Draft]:
        if isinstance(event.data, Fired):
            return _missed(state, event.data)
        device = event.subject.name
        known = state.get(device) or Life(device, event.recorded_at)
        life, found = _heard(known, event)
        state.put(device, life)
        return [Draft(data, Subject.of("device", device)) for data in found]


def _heard(known: Life, event: Recorded) -> tuple[Life, list[Payload]]:
    zone = getattr(event.data, "zone", None) or known.zone
    if isinstance(event.data, HeartbeatReceived) and event.data.status == "offline":
        return _left(replace(known, zone=zone), event.recorded_at)
    found: list[Payload] = []
    if not known.online:
        away_s = (event.recorded_at - known.heard_at).total_seconds() or None
        found.append(CameOnline(device=known.device, zone=zone, offline_s=away_s))
    life = Life(known.device, event.recorded_at, True, zone, known.battery_low)
    battery_mv = _battery_mv(event.data)
    return (life, found) if battery_mv is None else _charged(life, battery_mv, found)


def _left(known: Life, now: datetime) -> tuple[Life, list[Payload]]:
    if not known.online:
        return known, []
    silent_s = max((now - known.heard_at).total_seconds(), 0.0)
    gone = WentOffline(device=known.device, zone=known.zone, silent_s=silent_s)
    return replace(known, online=False), [gone]


def _missed(state: State[Life], fired: Fired) -> list[Draft]:
    """The timer's device went offline, unless it was heard since the timer was set."""
    purpose, _, device = fired.timer.partition(":")
    known = state.get(device) if purpose == DEVICE_SILENT else None
    if known is None or known.heard_at + SILENCE > fired.due:
        return []
    life, found = _left(known, fired.due)
    state.put(device, life)
    return [Draft(data, Subject.of("device", device)) for data in found]


def _battery_mv(data: Payload) -> float | None:
    if isinstance(data, HeartbeatReceived):
        return data.battery_mv
    if isinstance(data, ReadingRecorded) and data.channel == "battery_mv":
        is_number = isinstance(data.value, int | float) and not isinstance(data.value, bool)
        return float(data.value) if is_number else None
    return None


def _charged(life: Life, battery_mv: float, found: list[Payload]) -> tuple[Life, list[Payload]]:
    if 0 < battery_mv < BATTERY_LOW_MV and not life.battery_low:
        low = BatteryLow(device=life.device, battery_mv=battery_mv, limit_mv=BATTERY_LOW_MV)
        return replace(life, battery_low=True), [*found, low]
    if battery_mv >= BATTERY_FINE_MV and life.battery_low:
        return replace(life, battery_low=False), found
    return life, found
