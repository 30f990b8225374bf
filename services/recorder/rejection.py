"""The event about a message that the log did not take."""

import base64
from uuid import uuid5

from events.envelope import Event
from events.identity import Subject
from events.log import PAYLOAD_LIMIT, MessageRejected
from handlers.dialects.message import Message

SOURCE = "/services/recorder"


def rejection(message: Message, reason: str) -> Event:
    """The same message and reason always make the same event."""
    kept = message.payload[:PAYLOAD_LIMIT]
    try:
        payload, encoding = kept.decode(), "utf-8"
    except UnicodeDecodeError:
        payload, encoding = base64.b64encode(kept).decode(), "base64"
    return Event(
        id=uuid5(message.id, "rejected"),
        data=MessageRejected(
            topic=message.topic,
            reason=reason,
            payload=payload,
            encoding="utf-8" if encoding == "utf-8" else "base64",
            size=len(message.payload),
        ),
        source=SOURCE,
        subject=Subject.of("service", "recorder"),
        time=message.received_at,
    )
