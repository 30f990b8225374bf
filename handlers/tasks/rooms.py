"""A zone as the dispatch knows it: who is there, what they do, and the tasks that wait."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import ClassVar

from events.envelope import Recorded
from events.vision import ActivityObserved
from handlers.tasks.alerts import ALERTS_KEPT, Alert
from handlers.world.presence import Presence, after_sighting, people_in, zone_of
from projections.fusion import WINDOW
from projections.speakers import others_heard
from projections.tasks import Task
from projections.zones import observation_of

FOCUSED = "focused"


@dataclass(frozen=True, slots=True)
class Activity:
    """What a monitor saw people do."""

    activity_class: str
    time: datetime


@dataclass(frozen=True, slots=True)
class Waiting:
    """A task in the queue."""

    task: Task
    since: datetime
    """When it was wished for."""


@dataclass(frozen=True, slots=True)
class Room:
    """One zone, or the whole hub."""

    HUB: ClassVar[str] = ""
    """The zone of the row that holds what is true of the whole hub."""

    zone: str
    is_observed: bool = False
    """Whether anything ever told if people are there."""
    presence: Presence = field(default_factory=lambda: Presence(""))
    activities: Mapping[str, Activity] = field(default_factory=dict)
    """By monitor."""
    waiting: Mapping[str, Waiting] = field(default_factory=dict)
    """By the task's key."""
    is_quiet: bool = False
    """Of the hub's row: whether it is in its quiet hours."""
    alerts: tuple[Alert, ...] = ()
    """What the safety floor said here lately."""

    def people(self, now: datetime) -> int:
        return people_in(self.presence, now)

    def is_focused(self, now: datetime) -> bool:
        """Whether what was seen last of those who are there is that they concentrate."""
        fresh = (one for one in self.activities.values() if now - one.time < WINDOW)
        latest = max(fresh, key=lambda one: one.time, default=None)
        return latest is not None and latest.activity_class == FOCUSED

    def with_waiting(self, key: str, waiting: Waiting | None) -> "Room":
        """With this task in the queue, or without it."""
        others = {other: one for other, one in self.waiting.items() if other != key}
        return replace(self, waiting=others if waiting is None else {**others, key: waiting})

    def with_alert(self, alert: Alert) -> "Room":
        return replace(self, alerts=(*self.alerts, alert)[-ALERTS_KEPT:])


def after_seeing(room: Room | None, event: Recorded) -> Room | None:
    """The zone after an event that tells of people in it; None if it tells nothing new."""
    presence = after_sighting(None if room is None else room.presence, event)
    if presence is None:
        return None
    known = room or Room(zone_of(event))
    activities = _activities(known.activities, event)
    return replace(known, is_observed=True, presence=presence, activities=activities)


def _activities(known: Mapping[str, Activity], event: Recorded) -> Mapping[str, Activity]:
    seen = event.data
    if not isinstance(seen, ActivityObserved) or seen.activity_class is None:
        return known
    monitor = observation_of(event).observer
    activity = Activity(seen.activity_class, event.time)
    return {**others_heard(known, monitor, event.time), monitor: activity}
