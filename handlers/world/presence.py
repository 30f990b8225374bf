"""Presence: people who enter and leave, and those who have sat still for too long."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import chain
from typing import ClassVar

from events.envelope import Draft, Recorded
from events.identity import Subject
from events.payload import Payload
from events.telemetry import ReadingRecorded
from events.vision import ActivityObserved, OccupancyObserved
from events.zones import PersonEntered, PersonExited, SedentaryNoticed
from handlers.reactor import Reactor
from handlers.world.thresholds import DEFAULT, LATE, Thresholds
from projections.presence import MOTION_CHANNELS, Sighting, motion_sighting, people_present
from projections.projection import State
from projections.speakers import others_heard
from projections.zones import observation_of

STATIC = "static"

SEEN = frozenset(
    {OccupancyObserved.event_type, ActivityObserved.event_type, ReadingRecorded.event_type}
)
"""Events that may tell of people in a zone."""


@dataclass(frozen=True, slots=True)
class Presence:
    """Who is thought to be in a zone, and on what grounds."""

    zone: str
    count: int = 0
    observers: Mapping[str, Sighting] = field(default_factory=dict)
    motions: Mapping[str, Sighting] = field(default_factory=dict)
    """By channel and device."""
    sedentary_told_at: datetime | None = None


class PresenceReactor(Reactor[Presence]):
    """People entered or left when the combined count changed."""

    name: ClassVar[str] = "presence"
    version: ClassVar[int] = 3
    handles: ClassVar[frozenset[str]] = SEEN
    row: ClassVar[type] = Presence

    def __init__(self, thresholds: Thresholds = DEFAULT) -> None:
        self._thresholds = thresholds

    def step(self, state: State[Presence], event: Recorded) -> Sequence[Draft]:
        if not tells_of_people(event):
            return ()
        told = after_sighting(state.get(zone_of(event)), event)
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


def tells_of_people(event: Recorded) -> bool:
    """Whether an event of `SEEN` is of people or motion; most readings are of something else."""
    seen = event.data
    return not isinstance(seen, ReadingRecorded) or seen.channel in MOTION_CHANNELS


def zone_of(event: Recorded) -> str:
    """The zone that an event of `SEEN` is about."""
    seen = event.data
    assert isinstance(seen, ReadingRecorded | OccupancyObserved | ActivityObserved)
    return seen.zone


def after_sighting(known: Presence | None, event: Recorded) -> Presence | None:
    """The zone's row with what an event says that tells of people; None if that is nothing new."""
    seen = event.data
    if event.recorded_at - event.time >= LATE:
        return None
    presence = known or Presence(zone_of(event))
    if isinstance(seen, ReadingRecorded):
        return _moved(presence, event, seen)
    return _seen(presence, event)


def _moved(known: Presence, event: Recorded, reading: ReadingRecorded) -> Presence | None:
    sensor = f"{reading.channel}/{event.subject.name}"
    motions = _with(known.motions, sensor, motion_sighting(reading.value, event.time))
    if motions is None:
        return None
    return Presence(known.zone, known.count, known.observers, motions, known.sedentary_told_at)


def _seen(known: Presence, event: Recorded) -> Presence | None:
    seen = observation_of(event)
    sighting = Sighting(seen.person_count, event.time, seen.lasting)
    observers = _with(known.observers, seen.observer, sighting)
    if observers is None:
        return None
    return Presence(known.zone, known.count, observers, known.motions, known.sedentary_told_at)


def _with(known: Mapping[str, Sighting], name: str, now: Sighting) -> Mapping[str, Sighting] | None:
    """What was seen last, this included; None if there is something later of the same name."""
    last = known.get(name)
    if last is not None and now.time < last.time:
        return None
    return {**others_heard(known, name, now.time), name: now}


def people_in(presence: Presence, now: datetime) -> int:
    """How many people are thought to be there at a moment."""
    return people_present(chain(presence.observers.values(), presence.motions.values()), now)


def _counted(presence: Presence, now: datetime) -> tuple[Presence, list[Payload]]:
    count, before = people_in(presence, now), presence.count
    if count == before:
        return presence, []
    change = PersonEntered if count > before else PersonExited
    return replace(presence, count=count), [
        change(zone=presence.zone, count=count, previous=before)
    ]
