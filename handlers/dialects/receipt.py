"""Numbers that nothing else would carry: whatever a device numbered can have its receipt.

A receipt covers everything up to a number. So a numbered message that is rejected, tells of
nothing, or becomes events without room for `boot` and `seq`, leaves its number in the log all the
same, as the sign of life that it is; otherwise the device would send it again for ever.
"""

import json
from collections.abc import Sequence
from datetime import datetime

from events.devices import HeartbeatReceived
from events.envelope import Event
from events.payload import Payload
from events.telemetry import ReadingRecorded
from handlers.dialects.address import Address
from handlers.dialects.errors import Rejected
from handlers.dialects.fields import Fields
from handlers.dialects.identity import Numbering, naming, numbered_id, numbering
from handlers.dialects.message import Message
from handlers.dialects.moment import When
from handlers.dialects.observer import numberer
from handlers.dialects.rejection import rejection
from handlers.dialects.telling import Fact, keeping, tell

NUMBERED_SIZE = 8 * 1024 * 1024
"""Bytes of a message in which a number is looked for: as many as any dialect reads."""

_SIGN = "alive"


def tell_numbered(
    message: Message, speaker: Address, fields: Fields, when: When, facts: Sequence[Fact]
) -> list[Event]:
    """The events of facts, and one that has the message's number where they have no room for it."""
    named, (time, reported_time) = naming(fields), when
    events = tell(message, speaker, named, time, [keeping(fact, reported_time) for fact in facts])
    return with_number(events, speaker, numbering(named), time)


def with_number(
    events: list[Event], speaker: Address, number: Numbering | None, time: datetime
) -> list[Event]:
    """The events, and one that carries the number if none of them does."""
    if number is None or any(carries(event, speaker, number) for event in events):
        return events
    return [*events, sign_of_life(speaker, number, time)]


def refused(
    message: Message,
    reason: str,
    dialect: str | None = None,
    address: Address | None = None,
    guess: Address | None = None,
) -> list[Event]:
    """The rejection of a message; a repeat of a numbered one is the same rejection.

    `address` is what the topic names, `guess` the device that it may name where it is not
    understood.
    """
    numbered = _numbered(message, address, guess)
    if numbered is None:
        return [rejection(message, reason, dialect, address)]
    speaker, number = numbered
    event_id = numbered_id(speaker.device, number, 0)
    return [
        rejection(message, reason, dialect, address, event_id),
        sign_of_life(speaker, number, message.received_at),
    ]


def silent(message: Message, address: Address) -> list[Event]:
    """What a message that tells of nothing leaves in the log: its number, if it has one."""
    numbered = _numbered(message, address)
    return [] if numbered is None else [sign_of_life(*numbered, message.received_at)]


def carries(event: Event, speaker: Address, number: Numbering) -> bool:
    """Whether the log will show in `event` that this message of the speaker's arrived."""
    said = (getattr(event.data, "boot", None), getattr(event.data, "seq", None))
    return said == number and event.subject == speaker.device_subject


def number_of(data: Payload) -> Numbering | None:
    """The number that an event's data carries."""
    if not isinstance(data, ReadingRecorded | HeartbeatReceived):
        return None
    return Numbering(data.boot, data.seq) if data.boot is not None and data.seq else None


def sign_of(event: Event) -> Event | None:
    """The sign of life that carries an event's number, for an event that the log does not take."""
    number = number_of(event.data)
    if number is None:
        return None
    zone: str | None = getattr(event.data, "zone", None)
    speaker = Address(device=event.subject.name, zone=zone or "")
    return sign_of_life(speaker, number, event.time)


def sign_of_life(speaker: Address, number: Numbering, time: datetime) -> Event:
    """The event that carries a number which nothing else carries."""
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


def number_in(fields: object) -> Numbering | None:
    """The number in an object that is otherwise wrong, if there is a sound one."""
    try:
        return numbering(fields) if isinstance(fields, dict) else None
    except Rejected:
        return None


def _numbered(
    message: Message, address: Address | None, guess: Address | None = None
) -> tuple[Address, Numbering] | None:
    """A message's number and whose it is: NaN is no JSON, but its neighbours count."""
    payload = message.payload
    if b'"seq"' not in payload or len(payload) > NUMBERED_SIZE:
        return None
    try:
        fields = json.loads(payload)
    except (ValueError, RecursionError):
        return None
    number = number_in(fields)
    speaker = None if number is None else numberer(address, fields, guess)
    return None if number is None or speaker is None else (speaker, number)
