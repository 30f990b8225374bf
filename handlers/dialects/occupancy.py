"""Occupancy: how many people a camera counts in a zone. Nobody there is a fact, too."""

from collections.abc import Sequence

from events.envelope import Event
from events.identity import Subject
from events.vision import OccupancyObserved
from handlers.dialects.address import Address
from handlers.dialects.content import decoded
from handlers.dialects.errors import Rejected
from handlers.dialects.fields import people, text
from handlers.dialects.message import Message
from handlers.dialects.moment import moment
from handlers.dialects.observer import looker, observer
from handlers.dialects.receipt import tell_numbered
from handlers.dialects.telling import Fact


class OccupancyDialect:
    """`{"person_count": 2}`, `{"count": 2}`, `{"occupied": true}` or `2`."""

    name = "occupancy"
    patterns: Sequence[str] = (
        "{root}/{zone}/occupancy",
        "{root}/{zone}/camera/{device}/occupancy",
    )

    def translate(self, message: Message, address: Address) -> list[Event]:
        content = decoded(message.payload)
        if not isinstance(content, dict):
            content = {"occupied" if isinstance(content, bool) else "count": content}
        count = people(content)
        if count is None:
            raise Rejected("person_count: missing; one of person_count, count, occupied is needed")
        observed = OccupancyObserved(
            zone=address.zone,
            person_count=count,
            camera=looker(address, content),
            observer=text(content, "observer") or self.name,
        )
        when = moment(content, message.received_at)
        fact = Fact(observed, Subject.of("zone", address.zone))
        return tell_numbered(message, observer(address, content), content, when, [fact])
