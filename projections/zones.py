"""Zones: the latest reading of every sensor of a room, who was seen there, what that amounts to.

Rows are as small as one sensor's channel, so that a reading changes one row. What a zone is like is
a pure function of its rows and the moment asked for: ages and staleness are right in the past too.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, TypeGuard

from events.envelope import Recorded
from events.telemetry import ReadingRecorded
from events.vision import ActivityObserved, OccupancyObserved
from projections.fusion import STATE_CHANNELS, WINDOW, Vote
from projections.hubs import counted, fuse_hubs
from projections.keys import bounded
from projections.presence import (
    MOTION_CHANNELS,
    Sighting,
    is_lasting,
    motion_sighting,
    people_present,
)
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
    lasting: bool = False
    """Whether the observer reports changes only (see `projections.presence`)."""


class Occupancy(Projection[Observation]):
    """The latest observation of people, by zone and observer."""

    name = "occupancy"
    version = 2
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
        lasting = is_lasting(seen.observer)
        return Observation(seen.zone, observer, seen.person_count, event.time, lasting=lasting)
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
    """A channel of a zone: fresh numbers fused, else what was said last; None if all is stale."""

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
    motions = [row for name in MOTION_CHANNELS for row in by_channel.get(name, ())]
    return ZoneView(zone, channels, _occupancy_at(list(observations), motions, moment))


def _channel_at(channel: str, rows: list[LatestReading], moment: datetime) -> ChannelView:
    aged = [(row, max((moment - row.time).total_seconds(), 0.0)) for row in rows]
    fresh = [(row, age) for row, age in aged if age < WINDOW.total_seconds()]
    votes = {} if channel in STATE_CHANNELS else _votes(fresh)
    heard = [(row, age) for row, age in fresh if row.device in votes] or fresh
    newest, age_s = min(heard or aged, key=lambda one: one[1])
    in_number = counted(channel, votes)
    sensors = {
        row.device: SensorView(
            row.value,
            row.unit,
            row.time,
            age,
            age >= WINDOW.total_seconds(),
            outlier=row.device in votes and row.device not in in_number,
        )
        for row, age in aged
    }
    value = fuse_hubs(channel, votes) if votes else newest.value if fresh else None
    return ChannelView(value, newest.unit, age_s, not fresh, sensors)


def _votes(fresh: Iterable[tuple[LatestReading, float]]) -> dict[str, Vote]:
    """By device; words and truth values have none."""
    return {row.device: Vote(float(row.value), age) for row, age in fresh if is_quantity(row.value)}


def _occupancy_at(
    observations: list[Observation], motions: list[LatestReading], moment: datetime
) -> OccupancyView:
    seen = [Sighting(one.person_count, one.time, one.lasting) for one in observations]
    moved = [motion_sighting(row.value, row.time) for row in motions]
    count = people_present([*seen, *moved], moment)
    fresh = [one for one in observations if moment - one.time < WINDOW]
    latest = _latest(fresh)
    active = _latest(one for one in fresh if count and one.activity_class)
    posture = _latest(one for one in fresh if count and one.posture_status)
    return OccupancyView(
        count,
        count > 0,
        None if latest is None else max((moment - latest.time).total_seconds(), 0.0),
        active.activity_class if active else None,
        posture.posture_status if posture else None,
        posture.posture_duration_s if posture else None,
    )


def _latest(observations: Iterable[Observation]) -> Observation | None:
    return max(observations, key=lambda one: one.time, default=None)


def is_quantity(value: Value) -> TypeGuard[int | float]:
    """Whether a value can be averaged: a number, and not a truth value."""
    return isinstance(value, int | float) and not isinstance(value, bool)
