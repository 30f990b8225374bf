"""A CloudEvent cannot name a zone that no topic could."""

import json
from datetime import UTC, datetime

import pytest

from events.identity import new_id
from handlers.dialects import Translator
from handlers.dialects.message import Message


@pytest.mark.parametrize("zone", ["a/b", "", "m/../a", "x#", "line\nbreak"])
def test_a_zone_that_is_no_topic_level_is_rejected(zone: str) -> None:
    event = {
        "specversion": "1.0",
        "id": "1",
        "source": "/edge/d",
        "type": "telemetry.reading_recorded",
        "data": {"zone": zone, "channel": "co2", "value": 1},
    }
    payload = json.dumps(event).encode()
    message = Message(new_id(), "soms/edge/d/events", payload, datetime.now(UTC))
    (told,) = Translator().translate(message)
    assert told.type == "log.message_rejected"
