"""Frigate: counts of people are occupancy; anything else that it detects is counted, not followed.

A translation remembers nothing, so an event about one tracked person says only the least that is
true: one where it is, none where it was. It speaks as an observer of its own, beside the true count
that Frigate publishes. An event in which nothing of this changed tells of nothing.
"""

from collections.abc import Mapping, Sequence

from events.envelope import Event
from events.identity import Subject
from events.vision import DetectionIgnored, OccupancyObserved
from handlers.dialects.address import Address, checked
from handlers.dialects.content import decoded, object_in, text_in
from handlers.dialects.errors import Rejected
from handlers.dialects.fields import Fields, people, text
from handlers.dialects.heartbeat import reachable
from handlers.dialects.message import Message
from handlers.dialects.moment import believed
from handlers.dialects.places import Places
from handlers.dialects.receipt import tell_numbered
from handlers.dialects.telling import Fact, tell

PERSON = "person"
COUNTS = "frigate"
EVENTS = "frigate_events"
"""Observers: of the true number of people, and of the least that an event tells of."""

_PHASES = ("new", "update", "end")
_ZONES = "current_zones"
_NO_LABELS = frozenset({"all", "audio", "detect", "motion", "review_status", "status"})
_WHAT_MATTERS = (_ZONES, "stationary", "false_positive")


class FrigateDialect:
    """`2` on `frigate/front/person`, and objects on `frigate/events`."""

    name = "frigate"
    patterns: Sequence[str] = (
        "frigate/events",
        "frigate/available",
        "frigate/{device}/{channel}",
    )

    def __init__(self, places: Places) -> None:
        self._places = places

    def translate(self, message: Message, address: Address) -> list[Event]:
        if address.device:
            return self._count(message, address)
        if message.levels[-1] == "available":
            zone = self._places.zone_of("frigate")
            return reachable(message, "frigate", zone, text_in(message.payload))
        return self._event(message)

    def _count(self, message: Message, address: Address) -> list[Event]:
        if address.channel in _NO_LABELS:
            return []
        count = people({"count": decoded(message.payload)})
        if count is None:
            raise Rejected("payload: empty; a count is needed")
        zone = self._places.zone_of(address.device)
        if address.channel == PERSON:
            fact = _occupied(zone, count, COUNTS, address.device)
        elif count:
            fact = _ignored(address.channel, address.device, zone, None)
        else:
            return []
        return tell(message, address, {}, message.received_at, [fact])

    def _event(self, message: Message) -> list[Event]:
        fields = object_in(message.payload)
        phase, after = fields.get("type"), fields.get("after")
        if not isinstance(phase, str) or phase not in _PHASES:
            raise Rejected.field("type", phase, f"one of {', '.join(_PHASES)}")
        if not isinstance(after, dict):
            raise Rejected.field("after", after, "an object")
        camera, label = text(after, "camera"), text(after, "label")
        if camera is None or not label:
            raise Rejected("after: camera or label missing; both are needed")
        speaker = Address(device=checked("camera", camera))
        if label == PERSON:
            facts = self._person(camera, phase, fields.get("before"), after)
        else:
            facts = [_ignored(label, camera, self._places.zone_of(camera), phase)]
        when = believed(after.get("end_time") or after.get("frame_time"), message.received_at)
        return tell_numbered(message, speaker, fields, when, facts)

    def _person(self, camera: str, phase: str, before: object, after: Fields) -> list[Fact]:
        if not _matters(phase, before, after):
            return []
        now = self._zones(camera, after)
        was = self._zones(camera, before) if isinstance(before, dict) and _ZONES in before else []
        if phase == "end":
            was, now = [*was, *now], []
        left = [zone for zone in dict.fromkeys(was) if zone not in now]
        counts = dict.fromkeys(left, 0) | dict.fromkeys(now, 1)
        return [_occupied(zone, count, f"{EVENTS}/{camera}") for zone, count in counts.items()]

    def _zones(self, camera: str, tracked: Fields) -> list[str]:
        """Those of the object's zones that are ours, else where the camera stands."""
        seen = tracked.get(_ZONES)
        names = [name for name in seen if isinstance(name, str)] if isinstance(seen, list) else []
        ours = self._places.zones
        return [ours[name] for name in names if name in ours] or [self._places.zone_of(camera)]


def _matters(phase: str, before: object, after: Fields) -> bool:
    if after.get("false_positive") is True:
        return False
    if phase != "update" or not isinstance(before, Mapping):
        return True
    return any(before.get(name) != after.get(name) for name in _WHAT_MATTERS)


def _occupied(zone: str, count: int, observer: str, camera: str | None = None) -> Fact:
    observed = OccupancyObserved(zone=zone, person_count=count, camera=camera, observer=observer)
    return Fact(observed, Subject.of("zone", zone))


def _ignored(label: str, camera: str, zone: str, phase: str | None) -> Fact:
    ignored = {"label": label, "camera": camera, "zone": zone, "phase": phase}
    return Fact(DetectionIgnored.model_validate(ignored), Subject.of("zone", zone))
