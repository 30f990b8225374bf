"""Presence: people who enter and leave, and those who have sat still for too long."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import ClassVar

from events.envelope import Draft, Recorded
from events.identity import Subject
from events.payload import Payload
from events.telemetry import ReadingRecorded
from events.vision import ActivityObserved, OccupancyObserved
from events.zones import PersonEntered, PersonExited, SedentaryNoticed
from handlers.reactor import Reactor
from handlers.world.doors import is_open
from handlers.world.thresholds import DEFAULT, LATE, Thresholds
from projections.presence import people_present
from projections.projection import State
from projections.zones import observation_of

MOTION_CHANNELS = frozenset({"motion", "occupancy"})
STATIC = "static"


@dataclass(frozen=True, slots=True)
class Seen:
    """How many people an observer saw, and when."""

    count: int
    time: datetime


@dataclass(frozen=True, slots=True)
class Moved:
    """What a motion sensor said, and when."""

    motion: bool
    time: datetime


@dataclass(frozen=True, slots=True)
class Presence:
    """Who is thought to be in a zone, and on what grounds."""

    zone: str
    count: int = 0
    observers: Mapping[str, Seen] = field(default_factory=dict)
    motions: Mapping[str, Moved] = field(default_factory=dict)
    sedentary_told_at: datetime | None = None


class PresenceReactor(Reactor[Presence]):
    """People entered or left when the combined count changed."""

    name: ClassVar[str] = "presence"
    handles: ClassVar[frozenset[str]] = frozenset(
        {OccupancyObserved.event_type, ActivityObserved.event_type, ReadingRecorded.event_type}
    )
    row: ClassVar[type] = Presence

    def __init__(self, thresholds: Thresholds = DEFAULT) -> None:
        self._thresholds = thresholds

    def step(self, state: State[Presence], event: Recorded) -> Sequence[Draft]:
        if event.recorded_at - event.time >= LATE:
            return ()
        told = _told(state, event)
        if told is None:
            return ()
        counted, found = _counted(told, event.time)
        noticed, sitting = self._sedentary(counted, event)
        state.put(told.zone, noticed)
        return [Draft(data, Subject.of("zone", told.zone)) for data in (*found, *sitting)]

    def _sedentary(self, presence: Presence, event: Recorded) -> tuple[Presence, list[Payload]]:
        seen = event.data
        if not isinstance(seen, ActivityObserved) or not presence.count:
            return presence, []
        duration_s = seen.posture_duration_s or 0.0
        if seen.posture_status != STATIC or duration_s < self._thresholds.sedentary_s:
            return presence, []
        last = presence.sedentary_told_at
        cooldown_s = self._thresholds.sedentary_cooldown_s
        if last is not None and (event.time - last).total_seconds() < cooldown_s:
            return presence, []
        noticed = SedentaryNoticed(zone=presence.zone, duration_s=duration_s)
        return replace(presence, sedentary_told_at=event.time), [noticed]


def _told(state: State[Presence], event: Recorded) -> Presence | None:
    """The zone's row with what the event says; None if it says nothing new about people."""
    is_reading = isinstance(event.data, ReadingRecorded)
    return _moved(state, event) if is_reading else _seen(state, event)


def _moved(state: State[Presence], event: Recorded) -> Presence | None:
    reading = event.data
    assert isinstance(reading, ReadingRecorded)
    if reading.channel not in MOTION_CHANNELS:
        return None
    known = state.get(reading.zone) or Presence(reading.zone)
    device = event.subject.name
    last = known.motions.get(device)
    if last is not None and event.time < last.time:
        return None
    moved = Moved(is_open(reading.value), event.time)
    return replace(known, motions={**known.motions, device: moved})


def _seen(state: State[Presence], event: Recorded) -> Presence | None:
    observation = observation_of(event)
    known = state.get(observation.zone) or Presence(observation.zone)
    last = known.observers.get(observation.observer)
    if last is not None and event.time < last.time:
        return None
    seen = Seen(observation.person_count, event.time)
    return replace(known, observers={**known.observers, observation.observer: seen})


def _counted(presence: Presence, now: datetime) -> tuple[Presence, list[Payload]]:
    count = people_present(
        [(one.count, one.time) for one in presence.observers.values()],
        [(one.motion, one.time) for one in presence.motions.values()],
        now,
    )
    before = presence.count
    if count == before:
        return presence, []
    change = PersonEntered if count > before else PersonExited
    return replace(presence, count=count), [
        change(zone=presence.zone, count=count, previous=before)
    ]
