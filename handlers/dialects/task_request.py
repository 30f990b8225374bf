"""Wishes for a task, from a monitor that saw something only a person can mend.

What a device says about money stays a detail: prices are decided elsewhere.
"""

from collections.abc import Sequence

from events.envelope import Event
from events.identity import Subject
from events.tasks import Requested
from handlers.dialects.address import Address
from handlers.dialects.content import object_in
from handlers.dialects.errors import Rejected
from handlers.dialects.fields import rest, text
from handlers.dialects.message import Message
from handlers.dialects.moment import moment
from handlers.dialects.observer import observer
from handlers.dialects.receipt import tell_numbered
from handlers.dialects.telling import Fact

_KNOWN = ("issue", "severity", "title", "description", "location", "zone", "device_id")


class TaskRequestDialect:
    """`{"issue": "whiteboard_dirty", "severity": "low"}`."""

    name = "task_request"
    patterns: Sequence[str] = ("{root}/{zone}/tasks/request",)

    def translate(self, message: Message, address: Address) -> list[Event]:
        fields = object_in(message.payload)
        issue = text(fields, "issue")
        if not issue:
            raise Rejected("issue: missing; a text is needed")
        requested = Requested(
            zone=address.zone,
            issue=issue,
            severity=text(fields, "severity"),
            title=text(fields, "title"),
            description=text(fields, "description"),
            location=text(fields, "location"),
            details=rest(fields, _KNOWN),
        )
        when = moment(fields, message.received_at)
        fact = Fact(requested, Subject.of("zone", address.zone))
        return tell_numbered(message, observer(address, fields), fields, when, [fact])
