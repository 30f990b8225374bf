"""Whatever a device numbered leaves its number in the log, so that it can have its receipt."""

import json
from uuid import uuid4

import pytest

from events.devices import HeartbeatReceived
from events.telemetry import ReadingRecorded
from tests.unit.dialects.speaking import TRANSLATOR, message, said

NUMBERED = {"boot": "a1", "seq": 7}


def numbers(topic: str, content: dict[str, object]) -> set[tuple[str, object, object]]:
    """Subject, boot and seq of each event that carries them."""
    return {
        (event.subject, event.data.boot, event.data.seq)
        for event in said(topic, json.dumps(content).encode())
        if isinstance(event.data, ReadingRecorded | HeartbeatReceived) and event.data.seq
    }


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
        ("office/main/light/env_01", {"state": "on"}),
        ("office/main/whiteboard/status", {"camera_id": "env_01"}),
        ("zigbee2mqtt/env_01", {"temperature": 21.5}),
    ],
)
def test_some_event_of_the_device_carries_the_number(
    topic: str, content: dict[str, object]
) -> None:
    assert numbers(topic, {**content, **NUMBERED}) == {("device:env_01", "a1", 7)}


def test_a_repeat_of_a_rejected_message_is_the_same_rejection() -> None:
    sent = {"value": [], **NUMBERED}
    first, again = (
        TRANSLATOR.translate(message("office/main/sensor/env_01/co2", sent, uuid4())) for _ in "12"
    )
    assert [event.id for event in first] == [event.id for event in again]
    assert [event.type for event in first] == ["log.message_rejected", "devices.heartbeat_received"]


EVENTS = "soms/edge/hub/events"
CLOUD_EVENT: dict[str, object] = {
    "specversion": "1.0",
    "id": "1",
    "type": "telemetry.reading_recorded",
}
READING = {"zone": "main", "channel": "co2", "value": 1}


def test_a_cloudevent_is_numbered_beside_its_attributes_or_in_its_data() -> None:
    beside = {**CLOUD_EVENT, **NUMBERED, "data": READING}
    within = {**CLOUD_EVENT, "data": {**READING, **NUMBERED}}
    assert numbers(EVENTS, beside) == numbers(EVENTS, within) == {("device:hub", "a1", 7)}


def test_a_rejected_cloudevent_of_a_leaf_leaves_the_leafs_number() -> None:
    data = {**READING, **NUMBERED, "value": []}
    of_leaf = {**CLOUD_EVENT, "subject": "device:hub.leaf_1", "data": data}
    assert numbers(EVENTS, of_leaf) == {("device:hub.leaf_1", "a1", 7)}
    of_another = {**of_leaf, "subject": "device:other"}
    assert numbers(EVENTS, of_another) == {("device:hub", "a1", 7)}


def test_rejected_items_of_one_array_have_numbers_and_ids_of_their_own() -> None:
    items = [{**CLOUD_EVENT, "boot": "a1", "seq": seq} for seq in (1, 2)]
    first, again = (said(EVENTS, items) for _ in "12")
    assert [event.id for event in first] == [event.id for event in again]
    assert len({event.id for event in first}) == 4
