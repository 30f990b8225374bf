"""Frigate: counts of people are occupancy; anything else that it detects is counted, not followed.

A translation remembers nothing, so an event about one tracked person says only the least that is
true: one when it appears or moves to another zone, none when it is gone. Frigate publishes the true
count right after; `observer` tells the two apart. An event without such a change tells of nothing.
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
from handlers.dialects.telling import Fact, tell

PERSON = "person"
COUNTS = "frigate"
EVENTS = "frigate_events"
"""Observers: of the true number of people, and of the least number that an event tells of."""

_PHASES = {"new": 1, "update": 1, "end": 0}
_NO_LABELS = frozenset({"all", "audio", "detect", "motion", "review_status", "status"})
_WHAT_MATTERS = ("current_zones", "stationary", "false_positive")


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
        if address.channel != PERSON and count == 0:
            return []
        fact = _fact(address.channel, address.device, zone, count, None)
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
        if label == PERSON and not _matters(phase, fields.get("before"), after):
            return []
        speaker = Address(device=checked("camera", camera))
        fact = _fact(label, camera, self._zone(camera, after), _PHASES[phase], phase)
        time, _ = believed(after.get("end_time") or after.get("frame_time"), message.received_at)
        return tell(message, speaker, {}, time, [fact])

    def _zone(self, camera: str, after: Fields) -> str:
        """The first of the object's zones that is one of ours, else where the camera stands."""
        seen = after.get("current_zones")
        for name in seen if isinstance(seen, list) else ():
            if isinstance(name, str) and name in self._places.zones:
                return self._places.zones[name]
        return self._places.zone_of(camera)


def _matters(phase: str, before: object, after: Fields) -> bool:
    if after.get("false_positive") is True:
        return False
    if phase != "update" or not isinstance(before, Mapping):
        return True
    return any(before.get(name) != after.get(name) for name in _WHAT_MATTERS)


def _fact(label: str, camera: str, zone: str, count: int, phase: str | None) -> Fact:
    subject = Subject.of("zone", zone)
    if label != PERSON:
        ignored = {"label": label, "camera": camera, "zone": zone, "phase": phase}
        return Fact(DetectionIgnored.model_validate(ignored), subject)
    by = COUNTS if phase is None else EVENTS
    observed = OccupancyObserved(zone=zone, person_count=count, camera=camera, observer=by)
    return Fact(observed, subject)
