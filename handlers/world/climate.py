"""Climate: a zone's fused temperature, humidity and CO2, and what is remarkable about them.

One row per zone and channel. Every sensor has one vote (see `projections.fusion`); late readings
and readings older than the sensor's last are let pass. A zone is judged when one of its sensors
speaks, at the time of that reading.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import ClassVar, cast

from events.envelope import Draft, Recorded
from events.identity import Subject
from events.telemetry import ReadingRecorded
from events.zones import (
    Quantity,
    TamperingSuspected,
    TemperatureSpiked,
    ThresholdCleared,
    ThresholdCrossed,
)
from handlers.reactor import Reactor
from handlers.world.thresholds import DEFAULT, LATE, Leap, Limit, Thresholds
from projections.fusion import WINDOW, Vote, fuse
from projections.projection import State
from projections.zones import is_quantity

ZonePayload = ThresholdCrossed | ThresholdCleared | TemperatureSpiked | TamperingSuspected

RECENT_LIMIT = 32
"""Readings of one sensor that are remembered to notice a leap."""

PLAUSIBLE: Mapping[str, tuple[float, float]] = {
    "temperature": (-60.0, 100.0),
    "humidity": (0.0, 100.0),
    "co2": (0.0, 40_000.0),
}
"""Readings outside are a broken sensor's and have no vote."""


@dataclass(frozen=True, slots=True)
class Heard:
    """A value, and when it was measured."""

    value: float
    time: datetime


@dataclass(frozen=True, slots=True)
class Alarm:
    """Whether a limit is crossed now, and when that was last told."""

    active: bool
    told_at: datetime


@dataclass(frozen=True, slots=True)
class Climate:
    """What is known of one channel of one zone."""

    zone: str
    channel: Quantity
    sensors: Mapping[str, Heard] = field(default_factory=dict)
    recent: Mapping[str, tuple[Heard, ...]] = field(default_factory=dict)
    """Each sensor's readings within the span of a leap, oldest first."""
    fused: Heard | None = None
    alarms: Mapping[str, Alarm] = field(default_factory=dict)
    spiked_at: datetime | None = None
    tampered_at: datetime | None = None


class ClimateReactor(Reactor[Climate]):
    """Thresholds, spikes and suspicion of tampering."""

    name: ClassVar[str] = "climate"
    handles: ClassVar[frozenset[str]] = frozenset({ReadingRecorded.event_type})
    row: ClassVar[type] = Climate

    def __init__(self, thresholds: Thresholds = DEFAULT) -> None:
        self._thresholds = thresholds
        self._limits: dict[str, list[Limit]] = {}
        for limit in thresholds.limits:
            self._limits.setdefault(limit.channel, []).append(limit)
        self._leaps = {leap.channel: leap for leap in thresholds.leaps}

    def step(self, state: State[Climate], event: Recorded) -> Sequence[Draft]:
        reading = event.data
        assert isinstance(reading, ReadingRecorded)
        if not _has_a_vote(reading, event):
            return ()
        key = f"{reading.zone}/{reading.channel}"
        known = state.get(key) or Climate(reading.zone, cast(Quantity, reading.channel))
        device = event.subject.name
        last = known.sensors.get(device)
        if last is not None and event.time < last.time:
            return ()
        heard = Heard(float(reading.value), event.time)
        climate, drafts = self._after(known, device, heard)
        state.put(key, climate)
        return [Draft(data, Subject.of("zone", reading.zone)) for data in drafts]

    def _after(
        self, known: Climate, device: str, heard: Heard
    ) -> tuple[Climate, list[ZonePayload]]:
        leap = self._leaps.get(known.channel)
        recent = _recent(known.recent.get(device, ()), heard, leap)
        climate = replace(
            known,
            sensors=_fresh({**known.sensors, device: heard}, heard.time),
            recent={**known.recent, device: recent} if leap else known.recent,
        )
        drafts: list[ZonePayload] = []
        if leap:
            climate = _suspect(climate, device, recent, leap, drafts)
        return self._judged(climate, heard.time, drafts), drafts

    def _judged(self, climate: Climate, now: datetime, drafts: list[ZonePayload]) -> Climate:
        votes = [
            Vote(one.value, (now - one.time).total_seconds()) for one in climate.sensors.values()
        ]
        value = fuse(climate.channel, votes)
        if value is None:
            return climate
        if climate.channel == "temperature":
            climate = self._spike(climate, value, now, drafts)
        for limit in self._limits.get(climate.channel, ()):
            climate = _limited(climate, limit, value, now, drafts)
        return replace(climate, fused=Heard(value, now))

    def _spike(
        self, climate: Climate, value: float, now: datetime, drafts: list[ZonePayload]
    ) -> Climate:
        before = climate.fused
        if before is None or now - before.time >= WINDOW:
            return climate
        if abs(value - before.value) <= self._thresholds.spike:
            return climate
        if not _cooled(climate.spiked_at, now, self._thresholds.spike_cooldown_s):
            return climate
        drafts.append(TemperatureSpiked(zone=climate.zone, value=value, previous=before.value))
        return replace(climate, spiked_at=now)


def _has_a_vote(reading: ReadingRecorded, event: Recorded) -> bool:
    bounds = PLAUSIBLE.get(reading.channel)
    if bounds is None or not is_quantity(reading.value):
        return False
    lowest, highest = bounds
    plausible = lowest <= float(reading.value) <= highest
    return plausible and event.recorded_at - event.time < LATE


def _fresh(sensors: Mapping[str, Heard], now: datetime) -> dict[str, Heard]:
    """Without the sensors that have been silent for too long."""
    return {device: heard for device, heard in sensors.items() if now - heard.time < WINDOW}


def _recent(known: Sequence[Heard], heard: Heard, leap: Leap | None) -> tuple[Heard, ...]:
    if leap is None:
        return ()
    kept = [one for one in known if _elapsed_s(one.time, heard.time) <= leap.within_s]
    return (*kept[-RECENT_LIMIT + 1 :], heard)


def _suspect(
    climate: Climate,
    device: str,
    recent: Sequence[Heard],
    leap: Leap,
    drafts: list[ZonePayload],
) -> Climate:
    *before, now = recent
    farthest = max(before, key=lambda one: abs(now.value - one.value), default=now)
    if abs(now.value - farthest.value) < leap.at_least:
        return climate
    if not _cooled(climate.tampered_at, now.time, leap.cooldown_s):
        return climate
    drafts.append(
        TamperingSuspected(
            zone=climate.zone,
            device=device,
            channel="temperature" if leap.channel == "temperature" else "humidity",
            value=now.value,
            previous=farthest.value,
            elapsed_s=_elapsed_s(farthest.time, now.time),
        )
    )
    return replace(climate, tampered_at=now.time)


def _limited(
    climate: Climate, limit: Limit, value: float, now: datetime, drafts: list[ZonePayload]
) -> Climate:
    alarm = climate.alarms.get(limit.name)
    told = {"zone": climate.zone, "channel": limit.channel, "value": value, "bound": limit.bound}
    if alarm is not None and alarm.active:
        if not limit.is_back(value):
            return climate
        drafts.append(ThresholdCleared.model_validate(told | {"threshold": limit.cleared}))
        return _with_alarm(climate, limit, replace(alarm, active=False))
    if not limit.is_beyond(value):
        return climate
    if not _cooled(alarm.told_at if alarm else None, now, limit.cooldown_s):
        return climate
    drafts.append(ThresholdCrossed.model_validate(told | {"threshold": limit.crossed}))
    return _with_alarm(climate, limit, Alarm(active=True, told_at=now))


def _with_alarm(climate: Climate, limit: Limit, alarm: Alarm) -> Climate:
    return replace(climate, alarms={**climate.alarms, limit.name: alarm})


def _cooled(last: datetime | None, now: datetime, cooldown_s: float) -> bool:
    return last is None or _elapsed_s(last, now) >= cooldown_s


def _elapsed_s(earlier: datetime, later: datetime) -> float:
    return (later - earlier).total_seconds()
