"""What a zone of the brain's context amounts to at a moment: fused, aged, and without ghosts.

The same judgement as the views' (`projections.zones`): a vote per sensor or hub, contradictions
left out, nothing from sensors that have been silent too long.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from projections.brain.access import Context, channel_of, place_of
from projections.brain.rows import Alarm, Channel, LastSaid, Place
from projections.fusion import STATE_CHANNELS, WINDOW, Vote, is_plausible
from projections.hubs import fuse_hubs
from projections.zones import Value, is_quantity


@dataclass(frozen=True, slots=True)
class Sounding:
    """An alarm, and what is measured now."""

    alarm: Alarm
    value: float


def value_of(channel: Channel, now: datetime) -> Value | None:
    """What a channel amounts to; None if all of its sensors are silent."""
    votes: dict[str, Vote] = {}
    latest: LastSaid | None = None
    for name, one in channel.sensors.items():
        age = now - one.time
        if age >= WINDOW:
            continue
        if latest is None or one.time > latest.time:
            latest = one
        if is_quantity(one.value):
            votes[name] = Vote(float(one.value), age.total_seconds())
    if votes and channel.channel not in STATE_CHANNELS:
        return fuse_hubs(channel.channel, votes)
    return None if latest is None else latest.value


def values_in(state: Context, place: Place, now: datetime) -> dict[str, Value]:
    """What the zone's channels amount to, by name; those that are silent are left out."""
    found: dict[str, Value] = {}
    for name in place.channels:
        channel = channel_of(state, place.zone, name)
        value = None if channel is None else value_of(channel, now)
        if value is not None:
            found[name] = value
    return found


def sounding_alarms(state: Context, place: Place, now: datetime) -> list[Alarm]:
    """The zone's alarms that are still measured, the oldest first: cheap, for every zone."""
    if not place.alarms:
        return []
    alarms = sorted(place.alarms.values(), key=lambda one: (one.since, one.channel))
    return [one for one in alarms if is_measured(channel_of(state, place.zone, one.channel), now)]


def is_measured(channel: Channel | None, now: datetime) -> bool:
    """Whether the votes of a channel's sensors come to a number: one that counts is enough."""
    return channel is not None and any(
        now - one.time < WINDOW
        and is_quantity(one.value)
        and is_plausible(channel.channel, one.value)
        for one in channel.sensors.values()
    )


def soundings(
    state: Context, place: Place, now: datetime, values: Mapping[str, Value] | None = None
) -> Iterator[Sounding]:
    """The zone's alarms that are still measured, with what is; `values` if that is known."""
    for alarm in sounding_alarms(state, place, now):
        if values is not None:
            value = values.get(alarm.channel)
        else:
            channel = channel_of(state, place.zone, alarm.channel)
            value = None if channel is None else value_of(channel, now)
        if value is not None and is_quantity(value):
            yield Sounding(alarm, float(value))


def is_alarming(state: Context, zone: str, now: datetime) -> bool:
    """Whether measurements of the zone call for something."""
    return bool(sounding_alarms(state, place_of(state, zone), now))


def people_in(place: Place, now: datetime) -> int | None:
    """How many people are there; None if nothing has told for too long."""
    if place.observed_at is None or now - place.observed_at >= WINDOW:
        return None
    return place.people
