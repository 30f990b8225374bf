"""CloudEvents that a device publishes itself, one or an array, on `soms/edge/{device}/events`.

Each item of an array stands for itself: a bad one is rejected, the others are taken. What a device
may say at all is in `authority`.
"""

from collections.abc import Iterator, Sequence
from uuid import UUID

import orjson
from uuid_utils.compat import uuid5

from events import catalogue
from events.devices import CommandFailed, CommandSucceeded
from events.envelope import Event
from events.errors import InvalidPayload, UnknownEventType
from events.identity import Subject
from events.payload import Payload
from handlers.dialects.address import Address, level
from handlers.dialects.authority import checked_subject, checked_type
from handlers.dialects.content import PAYLOAD_SIZE, decoded
from handlers.dialects.errors import Rejected
from handlers.dialects.fields import Fields
from handlers.dialects.identity import EDGE, numbered_id, own_id
from handlers.dialects.message import Message
from handlers.dialects.moment import believed
from handlers.dialects.numbered_items import Numbered, numbers_of
from handlers.dialects.pictures import without_pictures
from handlers.dialects.places import Places
from handlers.dialects.receipt import carries, sign_of_life
from handlers.dialects.rejection import item_rejected
from handlers.dialects.telling import Fact, keeping, tell

ARRAY_SIZE = 1_048_576
"""Bytes of a message."""

DATA_SIZE = ARRAY_SIZE - 8_192
"""Bytes of one event's data as the log writes it: more than it was where numbers are written out.
The rest is for the attributes around it, so that a broker that took the message takes the event."""

ARRAY_LIMIT = 1_000
"""Events in one message, at most."""

ID_LIMIT = 200


class CloudEventDialect:
    """`{"specversion": "1.0", "id": …, "type": "telemetry.reading_recorded", "data": {…}}`."""

    name = "cloudevent"
    patterns: Sequence[str] = ("soms/edge/{device}/events",)

    def __init__(self, places: Places) -> None:
        self._places = places

    def translate(self, message: Message, address: Address) -> list[Event]:
        content = decoded(message.payload, ARRAY_SIZE)
        items = content if isinstance(content, list) else [content]
        if len(items) > ARRAY_LIMIT:
            raise Rejected(f"payload: {len(items)} events, at most {ARRAY_LIMIT} are allowed")
        told: dict[UUID, Event] = {}
        for ordinal, item in enumerate(items):
            numbers = list(numbers_of(item, address))
            try:
                event = self._event(message, address, item)
                if event.id in told:
                    raise Rejected.field("id", str(event.id), "used once in the message")
            except Rejected as error:
                event_id = _rejected_id(message, numbers, ordinal)
                event = self._rejected(message, address, error.reason, item, event_id)
            told[event.id] = event
            for sign in _uncarried(event, numbers):
                told.setdefault(sign.id, sign)
        return list(told.values())

    def _event(self, message: Message, address: Address, item: object) -> Event:
        if not isinstance(item, dict) or item.get("specversion") != "1.0":
            raise Rejected.field("payload", item, "a CloudEvent with specversion 1.0")
        data = _named_soundly(_data(item))
        if len(message.payload) > PAYLOAD_SIZE:
            _require_publishable(data)
        subject = checked_subject(item.get("subject"), data, address.device, self._places)
        time, reported = believed(item.get("time"), message.received_at)
        naming = {"id": _id(address.device, item.get("id"))}
        fact = keeping(Fact(data, subject, _tags(data)), reported)
        (event,) = tell(message, address, naming, time, [fact])
        return event

    def _rejected(
        self, message: Message, address: Address, reason: str, item: object, event_id: UUID
    ) -> Event:
        fact = item_rejected(message, reason, self.name, item, address.subject)
        (event,) = tell(message, address, {"id": event_id}, message.received_at, [fact])
        return event


def _rejected_id(message: Message, numbers: Sequence[Numbered], ordinal: int) -> UUID:
    """Of a rejected item: a repeat of a numbered one is the same rejection."""
    for speaker, number in numbers:
        return numbered_id(speaker.device, number, ordinal)
    return uuid5(message.id, str(ordinal)) if ordinal else message.id


def _uncarried(event: Event, numbers: Sequence[Numbered]) -> Iterator[Event]:
    """Signs of life for the numbers of an item that its event has no room for."""
    for speaker, number in numbers:
        if not carries(event, speaker, number):
            yield sign_of_life(speaker, number, event.time)


def _data(item: Fields) -> Payload:
    event_type, data = checked_type(item.get("type")), item.get("data")
    version = item.get("dataversion", catalogue.payload_type(event_type).dataversion)
    if not isinstance(version, int) or isinstance(version, bool):
        raise Rejected.field("dataversion", version, "an integer")
    if not isinstance(data, dict):
        raise Rejected.field("data", data, "an object")
    try:
        return catalogue.decode(event_type, version, orjson.dumps(without_pictures(data)))
    except (InvalidPayload, UnknownEventType) as error:
        raise Rejected(f"data: {error}") from None


def _require_publishable(data: Payload) -> None:
    """Smaller messages need no look: nothing grows to sixteen times its size."""
    size = len(data.to_json())
    if size > DATA_SIZE:
        raise Rejected(f"data: {size} bytes when written out, at most {DATA_SIZE} are allowed")


def _named_soundly(data: Payload) -> Payload:
    """Zones and channels are named as they could be in a topic: in one level."""
    for name in ("zone", "channel"):
        value = getattr(data, name, None)
        if isinstance(value, str):
            level(name, value)
    return data


def _id(device: str, value: object) -> UUID:
    if not isinstance(value, str) or not 0 < len(value) <= ID_LIMIT:
        raise Rejected.field("id", value, f"a text of 1 to {ID_LIMIT} characters")
    try:
        return own_id(device, value)
    except Rejected:
        return uuid5(EDGE, f"{device}/{value}")


def _tags(data: Payload) -> tuple[Subject, ...]:
    if isinstance(data, (CommandSucceeded, CommandFailed)):
        return (Subject.of("command", data.request_id),)
    return ()
