"""A message as a device sends it, and what a translator makes of it."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import orjson

from events.envelope import Event
from handlers.dialects import Message, Translator

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
ARRIVAL = UUID("0195c2a0-0000-7000-8000-000000000001")
ZONES = {
    "kitchen/climate": "kitchen",
    "plug_1": "kitchen",
    "door_cam": "lobby",
    "coffee_corner": "kitchen",
}


def translator() -> Translator:
    return Translator(esphome_prefixes=["desk_node"], zones=ZONES)


TRANSLATOR = translator()


def message(topic: str, payload: object, message_id: UUID = ARRIVAL) -> Message:
    """Bytes go as they are, everything else as JSON."""
    sent = payload if isinstance(payload, bytes) else orjson.dumps(payload)
    return Message(message_id, topic, sent, NOW)


def said(topic: str, payload: object, translator: Translator = TRANSLATOR) -> list[Event]:
    return translator.translate(message(topic, payload))


def told(topic: str, payload: object) -> list[tuple[str, str, dict[str, Any]]]:
    """Type, subject and data of each event."""
    return [
        (event.type, event.subject, orjson.loads(event.data.to_json()))
        for event in said(topic, payload)
    ]


def reason(topic: str, payload: object) -> str:
    """Why the one event about the message rejects it."""
    ((event_type, _, data),) = told(topic, payload)
    assert event_type == "log.message_rejected", data
    return str(data["reason"])
