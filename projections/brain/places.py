"""Zones in the brain's context, and the channels of each: never more than an office can have.

Devices choose their names. A zone where a trusted device speaks outlives all others, and a channel
that is measured outlives those that somebody invented; among equals, what was silent longest goes.
"""

from dataclasses import replace
from datetime import UTC, datetime
from heapq import nsmallest
from itertools import chain

from projections.brain.access import Context, channel_of, place_of, zones_of
from projections.brain.gear import device_known
from projections.brain.rows import Place, Zones
from projections.fusion import STATE_CHANNELS
from projections.trust import MEASURED

ZONES_LIMIT = 1_000
ZONES_GIVING_WAY = 50
"""So many at once: to find them, all are looked at."""
CHANNELS_LIMIT = 64
"""Of a zone."""
USUAL = MEASURED | STATE_CHANNELS
"""Channels that no invented one pushes out."""
NEVER = datetime.min.replace(tzinfo=UTC)


def put_place(state: Context, place: Place) -> None:
    """Keep the zone; where there are too many, those that mean least go."""
    key = f"zone/{place.zone}"
    if state.get(key) is None:
        zones = zones_of(state)
        if len(zones) >= ZONES_LIMIT:
            zones = _without_the_most_silent(state, zones)
        state.put("zones", Zones(tuple(sorted((*zones, place.zone)))))
    state.put(key, place)


def _without_the_most_silent(state: Context, zones: tuple[str, ...]) -> tuple[str, ...]:
    heard = {zone: _heard_at(state, place_of(state, zone)) for zone in zones}
    now = max(heard.values())

    def worth(zone: str) -> tuple[bool, datetime, str]:
        return _is_trustworthy(state, place_of(state, zone), now), heard[zone], zone

    gone = set(nsmallest(ZONES_GIVING_WAY, zones, key=worth))
    for zone in sorted(gone):
        _forget(state, place_of(state, zone))
    return tuple(zone for zone in zones if zone not in gone)


def _is_trustworthy(state: Context, place: Place, now: datetime) -> bool:
    """Whether a trusted device stands or speaks there."""
    channels = (channel_of(state, place.zone, channel) for channel in place.channels)
    speaking = chain.from_iterable(one.sensors for one in channels if one is not None)
    known = (device_known(state, device, now) for device in chain(place.devices, speaking))
    return any(one is not None and one.trusted for one in known)


def _forget(state: Context, place: Place) -> None:
    for channel in place.channels:
        state.remove(f"channel/{place.zone}/{channel}")
    for device in place.devices:
        state.remove(f"post/{device}")
    state.remove(f"zone/{place.zone}")


def _heard_at(state: Context, place: Place) -> datetime:
    said = [_said_at(state, place, channel) for channel in place.channels]
    seen = [one for one in (place.observed_at, place.happened_at) if one is not None]
    return max((*said, *seen), default=NEVER)


def _said_at(state: Context, place: Place, channel: str) -> datetime:
    known = channel_of(state, place.zone, channel)
    return max((one.time for one in known.sensors.values()), default=NEVER) if known else NEVER


def with_channel(state: Context, place: Place, channel: str) -> Place:
    """The zone with one more channel; where there are too many, one that is silent longest goes.

    What somebody invented goes first, so that no flood of names hides what is measured.
    """
    others = place.channels
    if len(others) >= CHANNELS_LIMIT:
        gone = min(others, key=lambda one: (one in USUAL, _said_at(state, place, one), one))
        state.remove(f"channel/{place.zone}/{gone}")
        others = tuple(one for one in others if one != gone)
    return replace(place, channels=tuple(sorted((*others, channel))))
