"""Activity: what a camera judges the people in a zone to be doing. Postures, never pictures."""

from collections.abc import Sequence

from events.envelope import Event
from events.identity import Subject
from events.vision import ActivityObserved
from handlers.dialects.address import Address
from handlers.dialects.content import object_in
from handlers.dialects.errors import Rejected
from handlers.dialects.fields import Fields, number, people, rest, text
from handlers.dialects.message import Message
from handlers.dialects.moment import moment
from handlers.dialects.observer import looker, observer
from handlers.dialects.receipt import tell_numbered
from handlers.dialects.telling import Fact

_KNOWN = (
    "person_count",
    "count",
    "occupied",
    "activity_level",
    "activity_class",
    "posture_status",
    "posture_duration_s",
    "posture_duration_sec",
    "zone",
    "camera",
    "camera_id",
    "monitor",
    "device_id",
)


class ActivityDialect:
    """`{"person_count": 1, "activity_level": 0.02, "posture_status": "static"}`."""

    name = "activity"
    patterns: Sequence[str] = (
        "{root}/{zone}/activity",
        "{root}/{zone}/activity/{device}",
        "{root}/{zone}/camera/{device}/activity",
    )

    def translate(self, message: Message, address: Address) -> list[Event]:
        fields = object_in(message.payload)
        when = moment(fields, message.received_at)
        fact = Fact(_observed(fields, address), Subject.of("zone", address.zone))
        return tell_numbered(message, observer(address, fields), fields, when, [fact])


def _observed(fields: Fields, address: Address) -> ActivityObserved:
    count = people(fields)
    if count is None:
        raise Rejected("person_count: missing; the number of people is needed")
    return ActivityObserved(
        zone=address.zone,
        person_count=count,
        monitor=looker(address, fields),
        activity_level=number(fields, "activity_level"),
        activity_class=text(fields, "activity_class"),
        posture_status=text(fields, "posture_status"),
        posture_duration_s=number(fields, "posture_duration_s", "posture_duration_sec"),
        details=rest(fields, _KNOWN),
    )
