"""Sensors of a zone's channel as a reactor remembers them: their votes, and what they said before.

Devices choose how often they speak, so what is remembered of each is bounded.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from handlers.world.thresholds import Leap
from projections.fusion import Vote
from projections.hubs import fuse_hubs
from projections.speakers import others_heard

RECENT_LIMIT = 32
"""Readings of one sensor, evenly apart, that are remembered to notice a leap."""


@dataclass(frozen=True, slots=True)
class Heard:
    """A value, and when it was measured."""

    value: float
    time: datetime


@dataclass(frozen=True, slots=True)
class Sensor:
    """What a sensor said last, and within the span of a leap before that."""

    value: float
    time: datetime
    recent: tuple[Heard, ...] = ()
    """Oldest first."""


def spoken(last: Sensor | None, value: float, now: datetime, leap: Leap | None) -> Sensor:
    """The sensor after it has said `value`; what it said before is thinned to `RECENT_LIMIT`."""
    if last is None or leap is None:
        return Sensor(value, now)
    recent = tuple([one for one in last.recent if elapsed_s(one.time, now) <= leap.within_s])
    apart_s = leap.within_s / RECENT_LIMIT
    is_apart = not recent or elapsed_s(recent[-1].time, last.time) >= apart_s
    if is_apart and elapsed_s(last.time, now) <= leap.within_s:
        recent = (*recent, Heard(last.value, last.time))
    return Sensor(value, now, recent)


def heard_with(sensors: Mapping[str, Sensor], device: str, sensor: Sensor) -> dict[str, Sensor]:
    """The sensors with this one, and none that was silent too long at its time."""
    return {device: sensor, **others_heard(sensors, device, sensor.time)}


def value_at(channel: str, sensors: Mapping[str, Sensor], now: datetime) -> float | None:
    """What they say together, by a vote for each device that is connected."""
    votes = {name: Vote(one.value, elapsed_s(one.time, now)) for name, one in sensors.items()}
    return fuse_hubs(channel, votes)


def elapsed_s(earlier: datetime, later: datetime) -> float:
    return (later - earlier).total_seconds()
