"""Numbers that nothing else would carry: whatever a device numbered can have its receipt.

A receipt covers everything up to a number. So a numbered message that is rejected, or becomes
events without room for `boot` and `seq`, leaves its number in the log all the same, as the sign of
life that it is; otherwise the device would send it again for ever.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime

from events.devices import HeartbeatReceived
from events.envelope import Event
from handlers.dialects.address import Address
from handlers.dialects.content import PAYLOAD_SIZE
from handlers.dialects.errors import Rejected
from handlers.dialects.identity import Numbering, numbered_id, numbering
from handlers.dialects.message import Message
from handlers.dialects.rejection import rejection
from handlers.dialects.telling import Fact, tell

_SIGN = "alive"


def tell_numbered(
    message: Message,
    speaker: Address,
    fields: Mapping[str, object],
    time: datetime,
    facts: Sequence[Fact],
) -> list[Event]:
    """The events of facts that have no room for the message's number, and one that has."""
    events = tell(message, speaker, fields, time, facts)
    if (number := numbering(fields)) is not None:
        events.append(_alive(speaker, number, time))
    return events


def refused(
    message: Message, reason: str, dialect: str | None = None, speaker: Address | None = None
) -> list[Event]:
    """The rejection of a message; a repeat of a numbered one is the same rejection."""
    number = _number_in(message.payload) if speaker is not None and speaker.device else None
    if speaker is None or number is None:
        return [rejection(message, reason, dialect, speaker)]
    event_id = numbered_id(speaker.device, number, 0)
    return [
        rejection(message, reason, dialect, speaker, event_id),
        _alive(speaker, number, message.received_at),
    ]


def _alive(speaker: Address, number: Numbering, time: datetime) -> Event:
    return Event(
        id=numbered_id(speaker.device, number, _SIGN),
        data=HeartbeatReceived(
            device=speaker.device, zone=speaker.zone or None, boot=number.boot, seq=number.seq
        ),
        source=speaker.source,
        subject=speaker.subject,
        time=time,
        actor=speaker.subject,
    )


def _number_in(payload: bytes) -> Numbering | None:
    """The number of a message that is otherwise wrong: NaN is no JSON, but its neighbours count."""
    if len(payload) > PAYLOAD_SIZE or not payload.lstrip().startswith(b"{"):
        return None
    try:
        fields = json.loads(payload)
        return numbering(fields)
    except (ValueError, RecursionError, Rejected):
        return None
