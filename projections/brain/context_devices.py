"""Devices in the brain's context: how they stand, what they report, in which zone each belongs.

At most `DEVICES_LIMIT` of them (`projections.roster`), none whose name is not a plain one.
"""

from bisect import bisect_left
from dataclasses import replace

from events.devices import StateReported
from events.envelope import Recorded
from events.payload import Payload
from projections.brain.access import Context, place_of
from projections.brain.gear import STANDINGS, standing_of, zone_of
from projections.brain.places import put_place
from projections.brain.quoting import cleaned, is_known_word, is_plain_name
from projections.brain.rows import Gear, Post
from projections.brain.vocabulary import is_usual_name
from projections.roster import Roster

WORD_LIMIT = 40
"""Characters of a sensor's or an actuator's word."""
STATE_FIELDS = 4


def state_reported(state: Context, event: Recorded, report: StateReported) -> None:
    """What an actuator says of itself."""
    device = report.device
    if not is_plain_name(device) or not _ROSTER.admits(state, device, event):
        return
    fields = [one for one in sorted(report.state.items()) if is_plain_name(one[0])]
    words = {name: _word(value) for name, value in fields[:STATE_FIELDS]}
    kind = cleaned(report.device_type, WORD_LIMIT)
    is_usual = all(map(is_usual_name, words)) and all(map(is_known_word, words.values()))
    tainted = not is_plain_name(kind) or not is_usual
    state.put(f"gear/{device}", Gear(device, words, kind, event.time, tainted))
    if report.zone is not None and is_plain_name(report.zone):
        _stand_in(state, report.zone, device)


def stood(state: Context, event: Recorded, told: Payload) -> None:
    """What it can be told to do, and where it stands."""
    device = event.subject.name
    if not is_plain_name(device) or not _ROSTER.told(state, event):
        return
    zone, standing = getattr(told, "zone", None), standing_of(state, device)
    if zone is not None and is_plain_name(zone) and standing is not None and standing.tools:
        _stand_in(state, zone, device)


def _word(value: object) -> str:
    if isinstance(value, bool):
        return "on" if value else "off"
    return cleaned(str(value) if isinstance(value, str | int | float) else "…", WORD_LIMIT)


def _stand_in(state: Context, zone: str, device: str) -> None:
    """The device belongs to the zone, and is worth a line of its own."""
    if zone_of(state, device) == zone:
        return
    _leave(state, device)
    place = place_of(state, zone)
    at = bisect_left(place.devices, device)
    devices = (*place.devices[:at], device, *place.devices[at:])
    put_place(state, replace(place, devices=devices))
    state.put(f"post/{device}", Post(zone))


def _leave(state: Context, device: str) -> None:
    """It stands where it stood no more."""
    zone = zone_of(state, device)
    if zone is None:
        return
    place = place_of(state, zone)
    at = bisect_left(place.devices, device)
    put_place(state, replace(place, devices=place.devices[:at] + place.devices[at + 1 :]))


_ROSTER = Roster(STANDINGS, "gear", "post", leave=_leave)
