"""What becomes of a message that nobody can take: `log.message_rejected`, with a bounded copy.

No picture is kept, not even the beginning of one (R9).
"""

import base64
import re
from typing import Literal
from uuid import UUID

import orjson

from events.envelope import Event
from events.identity import Subject
from events.log import PAYLOAD_LIMIT, MessageRejected
from handlers.dialects.address import Address
from handlers.dialects.message import Message
from handlers.dialects.pictures import may_hold_picture
from handlers.dialects.telling import Fact

TOPIC_LIMIT = 1_024
"""Characters of the topic that the event keeps."""

SUBJECT_LIMIT = 200
"""Characters of the topic that the event's subject keeps."""

REASON_LIMIT = 500

_CONTROL = re.compile(r"[\x00-\x1f]")
_NOT_TEXT = re.compile(r"[\x00-\x08\x0e-\x1f]")


def rejection(
    message: Message,
    reason: str,
    dialect: str | None = None,
    speaker: Address | None = None,
    event_id: UUID | None = None,
) -> Event:
    """The event about a message as a whole."""
    device = speaker.device_subject if speaker is not None else None
    return Event(
        id=event_id or message.id,
        data=_rejected(message.topic, reason, dialect, message.payload),
        source=f"/dialects/{dialect or 'none'}",
        subject=device or _topic(message.topic),
        time=message.received_at,
        actor=device,
    )


def item_rejected(
    message: Message, reason: str, dialect: str, item: object, subject: Subject | None = None
) -> Fact:
    """The fact about one item of a message whose other items may be well."""
    data = _rejected(message.topic, reason, dialect, orjson.dumps(item))
    return Fact(data, subject or _topic(message.topic))


def _rejected(topic: str, reason: str, dialect: str | None, payload: bytes) -> MessageRejected:
    if may_hold_picture(payload):
        reason = f"{reason.partition(': ')[0]}: withheld, the message may hold a picture"
    copy, encoding = _copy(payload)
    return MessageRejected(
        topic=_encodable(topic)[:TOPIC_LIMIT],
        reason=_encodable(reason)[:REASON_LIMIT],
        dialect=dialect,
        payload=copy,
        encoding=encoding,
        size=len(payload),
    )


def _topic(topic: str) -> Subject:
    return Subject.of("topic", _CONTROL.sub("?", _encodable(topic[:SUBJECT_LIMIT])) or "?")


def _encodable(text: str) -> str:
    return text.encode(errors="replace").decode().replace("\0", "?")


def _copy(payload: bytes) -> tuple[str, Literal["utf-8", "base64"]]:
    """At most `PAYLOAD_LIMIT` bytes of the payload; nothing where it may hold a picture."""
    if may_hold_picture(payload):
        return "", "utf-8"
    kept = payload[:PAYLOAD_LIMIT]
    try:
        text = (kept if len(kept) == len(payload) else _whole_characters(kept)).decode()
    except UnicodeDecodeError:
        text = "\0"
    if _NOT_TEXT.search(text):
        return base64.b64encode(kept).decode(), "base64"
    return text, "utf-8"


def _whole_characters(cut: bytes) -> bytes:
    """`cut` without the beginning of a character that the limit may have split."""
    for back in range(1, min(4, len(cut)) + 1):
        byte = cut[-back]
        if byte & 0xC0 != 0x80:
            needed = 1 if byte < 0x80 else 2 if byte < 0xE0 else 3 if byte < 0xF0 else 4
            return cut if needed <= back else cut[:-back]
    return cut
