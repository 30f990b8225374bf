"""What becomes of a message that nobody can take: `log.message_rejected`, with a bounded copy.

No picture is kept, not even the beginning of one (R9).
"""

import base64
import re
from typing import Literal

from events.envelope import Event
from events.identity import Subject
from events.log import PAYLOAD_LIMIT, MessageRejected
from handlers.dialects.address import Address
from handlers.dialects.message import Message
from handlers.dialects.pictures import may_hold_picture

TOPIC_LIMIT = 1_024
"""Characters of the topic that the event keeps."""

SUBJECT_LIMIT = 200
"""Characters of the topic that the event's subject keeps."""

REASON_LIMIT = 500

_CONTROL = re.compile(r"[\x00-\x1f]")
_NOT_TEXT = re.compile(r"[\x00-\x08\x0e-\x1f]")


def rejection(
    message: Message, reason: str, dialect: str | None = None, speaker: Address | None = None
) -> Event:
    topic = message.topic.encode(errors="replace").decode()
    if may_hold_picture(message.payload):
        reason = f"{reason.partition(': ')[0]}: withheld, the message may hold a picture"
    copy, encoding = _copy(message.payload)
    return Event(
        id=message.id,
        data=MessageRejected(
            topic=topic[:TOPIC_LIMIT].replace("\0", "?"),
            reason=reason[:REASON_LIMIT].encode(errors="replace").decode().replace("\0", "?"),
            dialect=dialect,
            payload=copy,
            encoding=encoding,
            size=len(message.payload),
        ),
        source=f"/dialects/{dialect or 'none'}",
        subject=_subject(topic, speaker),
        time=message.received_at,
        actor=speaker.device_subject if speaker else None,
    )


def _subject(topic: str, speaker: Address | None) -> Subject:
    if speaker is not None and speaker.device_subject is not None:
        return speaker.device_subject
    return Subject.of("topic", _CONTROL.sub("?", topic[:SUBJECT_LIMIT]) or "?")


def _copy(payload: bytes) -> tuple[str, Literal["utf-8", "base64"]]:
    """At most `PAYLOAD_LIMIT` bytes of the payload; nothing where it may hold a picture."""
    if may_hold_picture(payload):
        return "", "utf-8"
    kept = payload[:PAYLOAD_LIMIT]
    try:
        text = _whole_characters(kept).decode() if len(payload) > PAYLOAD_LIMIT else kept.decode()
    except UnicodeDecodeError:
        return base64.b64encode(kept).decode(), "base64"
    if _NOT_TEXT.search(text):
        return base64.b64encode(kept).decode(), "base64"
    return text, "utf-8"


def _whole_characters(cut: bytes) -> bytes:
    """`cut` without the beginning of a character that the limit has split."""
    end = len(cut)
    while end and len(cut) - end < 3 and cut[end - 1] & 0xC0 == 0x80:
        end -= 1
    return cut[: end - 1] if end and cut[end - 1] >= 0xC0 else cut
