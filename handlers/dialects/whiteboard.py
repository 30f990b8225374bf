"""Whiteboards: whether one needs wiping, as a camera judged it."""

from collections.abc import Sequence

from events.envelope import Event
from events.identity import Subject
from events.vision import WhiteboardObserved
from handlers.dialects.address import Address
from handlers.dialects.content import object_in
from handlers.dialects.errors import Rejected
from handlers.dialects.fields import flag, number
from handlers.dialects.message import Message
from handlers.dialects.moment import moment
from handlers.dialects.observer import observer
from handlers.dialects.receipt import tell_numbered
from handlers.dialects.telling import Fact


class WhiteboardDialect:
    """`{"dirty": true, "edge_density": 0.08, "changed": true}`."""

    name = "whiteboard"
    patterns: Sequence[str] = ("{root}/{zone}/whiteboard/status",)

    def translate(self, message: Message, address: Address) -> list[Event]:
        fields = object_in(message.payload)
        dirty = flag(fields, "dirty")
        if dirty is None:
            raise Rejected("dirty: missing; true or false is needed")
        observed = WhiteboardObserved(
            zone=address.zone,
            dirty=dirty,
            edge_density=number(fields, "edge_density"),
            changed=flag(fields, "changed"),
        )
        when = moment(fields, message.received_at)
        fact = Fact(observed, Subject.of("zone", address.zone))
        return tell_numbered(message, observer(address, fields), fields, when, [fact])
