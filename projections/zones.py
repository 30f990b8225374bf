"""Zones: the latest reading of every sensor of a room, who was seen there, what that amounts to.

Rows are as small as one sensor's channel, so that a reading changes one row. What a zone is like is
a pure function of its rows and the moment asked for: ages and staleness are right in the past too.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from events.envelope import Recorded
from events.telemetry import ReadingRecorded
from events.vision import ActivityObserved, OccupancyObserved
from projections.fusion import STATE_CHANNELS, WINDOW, Vote, agrees, fuse
from projections.keys import bounded
from projections.presence import people_present
from projections.projection import Projection, State

Value = bool | int | float | str


@dataclass(frozen=True, slots=True)
class LatestReading:
    """What one sensor last said about one channel."""

    zone: str
    channel: str
    device: str
    value: Value
    unit: str | None
    time: datetime


class Zones(Projection[LatestReading]):
    """The latest reading of every sensor, by zone, channel and device."""

    name = "zones"
    handles: ClassVar = frozenset({ReadingRecorded.event_type})
    row = LatestReading

    def apply(self, state: State[LatestReading], event: Recorded) -> None:
        reading = event.data
        assert isinstance(reading, ReadingRecorded)
        device = event.subject.name
        key = f"{reading.zone}/{reading.channel}/{device}"
        known = state.get(key)
        if known is None or event.time >= known.time:
            row = LatestReading(
                reading.zone, reading.channel, device, reading.value, reading.unit, event.time
            )
            state.put(key, row)


@dataclass(frozen=True, slots=True)
class Observation:
    """What one observer last saw of the people in a zone."""

    zone: str
    observer: str
    person_count: int
    time: datetime
    activity_class: str | None = None
    activity_level: float | None = None
    posture_status: str | None = None
    posture_duration_s: float | None = None


class Occupancy(Projection[Observation]):
    """The latest observation of people, by zone and observer."""

    name = "occupancy"
    handles: ClassVar = frozenset({OccupancyObserved.event_type, ActivityObserved.event_type})
    row = Observation

    def apply(self, state: State[Observation], event: Recorded) -> None:
        observation = observation_of(event)
        key = bounded(f"{observation.zone}/{observation.observer}")
        known = state.get(key)
        if known is None or observation.time >= known.time:
            state.put(key, observation)


def observation_of(event: Recorded) -> Observation:
    """The observation that an occupancy or activity event tells of."""
    seen = event.data
    if isinstance(seen, OccupancyObserved):
        observer = seen.camera or seen.observer or "occupancy"
        return Observation(seen.zone, observer, seen.person_count, event.time)
    assert isinstance(seen, ActivityObserved)
    return Observation(
        seen.zone,
        seen.monitor or "activity",
        seen.person_count,
        event.time,
        seen.activity_class,
        seen.activity_level,
        seen.posture_status,
        seen.posture_duration_s,
    )


@dataclass(frozen=True, slots=True)
class SensorView:
    """One sensor's part in a channel."""

    value: Value
    unit: str | None
    time: datetime
    age_s: float
    stale: bool
    outlier: bool


@dataclass(frozen=True, slots=True)
class ChannelView:
    """A channel of a zone: fused, or the latest state; None once every sensor is stale."""

    value: Value | None
    unit: str | None
    age_s: float
    stale: bool
    sensors: Mapping[str, SensorView]


@dataclass(frozen=True, slots=True)
class OccupancyView:
    """How many people are thought to be there."""

    person_count: int
    occupied: bool
    age_s: float | None
    activity_class: str | None
    posture_status: str | None
    posture_duration_s: float | None


@dataclass(frozen=True, slots=True)
class ZoneView:
    """What a zone is like at a moment."""

    zone: str
    channels: Mapping[str, ChannelView]
    occupancy: OccupancyView


def zone_at(
    zone: str,
    readings: Iterable[LatestReading],
    observations: Iterable[Observation],
    moment: datetime,
) -> ZoneView:
    """What the rows of one zone amount to at `moment`."""
    by_channel: dict[str, list[LatestReading]] = {}
    for reading in sorted(readings, key=lambda one: (one.channel, one.device)):
        by_channel.setdefault(reading.channel, []).append(reading)
    channels = {name: _channel_at(name, rows, moment) for name, rows in by_channel.items()}
    return ZoneView(zone, channels, _occupancy_at(list(observations), channels, moment))


def _channel_at(channel: str, rows: list[LatestReading], moment: datetime) -> ChannelView:
    ages = [max((moment - row.time).total_seconds(), 0.0) for row in rows]
    newest = min(range(len(rows)), key=lambda place: ages[place])
    stale = ages[newest] >= WINDOW.total_seconds()
    votes = [Vote(number(row.value), age) for row, age in zip(rows, ages, strict=True)]
    fused = channel not in STATE_CHANNELS and all(is_quantity(row.value) for row in rows)
    fresh = [vote for vote in votes if vote.age_s < WINDOW.total_seconds()]
    sensors = {
        row.device: SensorView(
            row.value,
            row.unit,
            row.time,
            age,
            age >= WINDOW.total_seconds(),
            outlier=fused and vote in fresh and not agrees(channel, vote, fresh),
        )
        for row, age, vote in zip(rows, ages, votes, strict=True)
    }
    value = fuse(channel, votes) if fused else rows[newest].value
    return ChannelView(value, rows[newest].unit, ages[newest], stale, sensors)


def _occupancy_at(
    observations: list[Observation], channels: Mapping[str, ChannelView], moment: datetime
) -> OccupancyView:
    fresh = [one for one in observations if moment - one.time < WINDOW]
    motion = channels.get("motion")
    sensors = motion.sensors.values() if motion else ()
    count = people_present(
        [(one.person_count, one.time) for one in observations],
        [(bool(sensor.value), sensor.time) for sensor in sensors],
        moment,
    )
    latest = max(fresh, key=lambda one: one.time, default=None)
    posture = max(
        (one for one in fresh if one.posture_status), key=lambda one: one.time, default=None
    )
    return OccupancyView(
        count,
        count > 0,
        None if latest is None else max((moment - latest.time).total_seconds(), 0.0),
        posture.activity_class if posture else None,
        posture.posture_status if posture and count else None,
        posture.posture_duration_s if posture and count else None,
    )


def is_quantity(value: Value) -> bool:
    """Whether a value can be averaged: a number, and not a truth value."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def number(value: Value) -> float:
    return float(value) if isinstance(value, int | float) else 0.0
