"""Alarms: whether a limit is crossed, and what is told of it.

A crossing is told when it happens, and again whenever the cooldown has passed and the quantity is
still beyond the limit: who missed it, or came later, hears of it, and no silence of a sensor leaves
an alarm behind that is never told again.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from events.zones import ThresholdCleared, ThresholdCrossed
from handlers.world.thresholds import Limit


@dataclass(frozen=True, slots=True)
class Alarm:
    """Whether a limit is crossed now, and when that was last told."""

    active: bool
    told_at: datetime


Alarms = Mapping[str, Alarm]
Told = ThresholdCrossed | ThresholdCleared


def judged(
    alarms: Alarms, limit: Limit, zone: str, value: float, now: datetime
) -> tuple[Alarms, Told | None]:
    """The alarms after a zone's quantity was found to be `value`, and what there is to tell."""
    alarm = alarms.get(limit.name)
    if alarm is not None and alarm.active and limit.is_back(value):
        ended = Alarm(active=False, told_at=alarm.told_at)
        return {**alarms, limit.name: ended}, _cleared(limit, zone, value)
    if not limit.is_beyond(value):
        return alarms, None
    if not cooled(alarm.told_at if alarm else None, now, limit.cooldown_s):
        return alarms, None
    begun = Alarm(active=True, told_at=now)
    return {**alarms, limit.name: begun}, _crossed(limit, zone, value)


def cooled(last: datetime | None, now: datetime, cooldown_s: float) -> bool:
    return last is None or (now - last).total_seconds() >= cooldown_s


def _crossed(limit: Limit, zone: str, value: float) -> ThresholdCrossed:
    return ThresholdCrossed(
        zone=zone, channel=limit.channel, value=value, threshold=limit.crossed, bound=limit.bound
    )


def _cleared(limit: Limit, zone: str, value: float) -> ThresholdCleared:
    return ThresholdCleared(
        zone=zone, channel=limit.channel, value=value, threshold=limit.cleared, bound=limit.bound
    )
