"""Presence: how many people are thought to be in a room, from cameras and motion sensors.

Every observer has a say with what it said last; the highest count holds, for a camera may overlook
somebody but seldom invents one. Motion makes an empty room hold one. An observer that reports all
the time is believed for a minute; one that reports changes only, until it says otherwise, or for as
long as any sensor is.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from projections.fusion import WINDOW
from projections.switches import switched

MOTION_CHANNELS = frozenset({"motion", "occupancy", "presence"})
"""Channels of sensors that tell whether somebody is there, not how many."""

POLLED_HOLD = timedelta(seconds=60)
"""Cameras report every few seconds; one that has been silent for longer has no say."""

LASTING_OBSERVERS = ("frigate",)
"""Beginnings of the names of observers that report changes only."""


@dataclass(frozen=True, slots=True)
class Sighting:
    """How many people an observer saw, and when."""

    count: int
    time: datetime
    lasting: bool = False
    """Whether silence means that nothing changed."""


def is_lasting(observer: str | None) -> bool:
    """Whether an observer reports changes only."""
    return observer is not None and observer.startswith(LASTING_OBSERVERS)


def motion_sighting(value: float | bool | str, time: datetime) -> Sighting:
    """What a motion sensor's reading says; a word that means neither yes nor no is no motion."""
    return Sighting(1 if switched(value) else 0, time, lasting=True)


def people_present(sightings: Iterable[Sighting], now: datetime) -> int:
    """People at `now`, after what each observer and motion sensor said last."""
    return max((one.count for one in sightings if now - one.time < _hold(one)), default=0)


def _hold(sighting: Sighting) -> timedelta:
    return WINDOW if sighting.lasting else POLLED_HOLD
