"""Whatever a device numbered leaves its number in the log, so that it can have its receipt."""

import json
from uuid import uuid4

import pytest

from events.devices import HeartbeatReceived
from events.telemetry import ReadingRecorded
from tests.unit.dialects.speaking import TRANSLATOR, message, said

NUMBERED = {"boot": "a1", "seq": 7}


@pytest.mark.parametrize(
    ("topic", "content"),
    [
        ("office/main/sensor/env_01/temperature", {"value": 0}),
        ("office/main/sensor/env_01/temperature", {"value": float("nan")}),
        ("office/main/sensor/env_01/temperature", {"value": []}),
        ("office/main/sensor/env_01/temperature", {"nothing": 1}),
        ("office/main/sensor/env_01/heartbeat", {"status": "online"}),
        ("office/main/light/env_01/power", {"state": "on"}),
        ("office/main/camera/env_01/occupancy", {"count": 0}),
        ("office/main/activity/env_01", {"person_count": 0}),
        ("hydro/env_01/status", {"ph": 6.1, "ec": 1.2}),
        ("mcp/env_01/response/r1", {"result": 1}),
    ],
)
def test_some_event_of_the_device_carries_the_number(
    topic: str, content: dict[str, object]
) -> None:
    carried = {
        (event.subject, event.data.boot, event.data.seq)
        for event in said(topic, json.dumps({**content, **NUMBERED}).encode())
        if isinstance(event.data, ReadingRecorded | HeartbeatReceived)
    }
    assert carried == {("device:env_01", "a1", 7)}


def test_a_repeat_of_a_rejected_message_is_the_same_rejection() -> None:
    sent = {"value": [], **NUMBERED}
    first, again = (
        TRANSLATOR.translate(message("office/main/sensor/env_01/co2", sent, uuid4())) for _ in "12"
    )
    assert [event.id for event in first] == [event.id for event in again]
    assert [event.type for event in first] == ["log.message_rejected", "devices.heartbeat_received"]
