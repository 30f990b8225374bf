"""Whatever a device sends through the edge client gets its receipt, so that the next may follow."""

from pathlib import Path
from typing import Any

import pytest

from tests.unit.dialects.delivering import Delivering

READING = {"zone": "main", "channel": "co2", "value": 1}
CLOUD_EVENT = {"specversion": "1.0", "id": "1", "type": "telemetry.reading_recorded"}
GOOD: list[tuple[str, dict[str, Any]]] = [
    ("office/main/occupancy", {"person_count": 2}),
    ("office/main/occupancy", {"person_count": 2, "camera_id": "cam_2"}),
    ("office/cam9/occupancy", {"person_count": 2}),
    ("office/main/activity", {"person_count": 2}),
    ("office/main/whiteboard/status", {"dirty": True}),
    ("office/main/tasks/request", {"issue": "whiteboard_dirty"}),
    ("office/perception/discovery", {"cameras": []}),
    ("office/perception/discovery", {"cameras": [{"camera_id": "cam_2"}]}),
    ("hydro/cam9/status", {"ph": 6.1}),
    ("mcp/cam9/response/r1", {"result": 1, "id": "r1"}),
    ("zigbee2mqtt/cam9", {"temperature": 2}),
    ("zigbee2mqtt/cam9", {"state": "ON"}),
    ("zigbee2mqtt/cam9", {"unknown": 2}),
    ("zigbee2mqtt/cam9/availability", {"state": "online"}),
    ("tele/cam9/SENSOR", {"DHT11": {"Temperature": 2}}),
    ("tele/cam9/STATE", {"UptimeSec": 2}),
    ("stat/cam9/RESULT", {"POWER": "ON"}),
    ("frigate/events", {"type": "new", "after": {"camera": "cam9", "label": "person"}}),
    ("soms/edge/cam9/events", {**CLOUD_EVENT, "data": READING}),
    ("soms/edge/cam9/events", {**CLOUD_EVENT, "data": {**READING, "boot": "x", "seq": 3}}),
]
ODD: list[tuple[str, dict[str, Any]]] = [
    ("office/main/occupancy", {"person_count": "x"}),
    ("office/main/occupancy", {"person_count": "x", "camera_id": "cam_2"}),
    ("office/main/occupancy", {"person_count": 2, "camera_id": []}),
    ("office/main/tasks/request", {"severity": "low"}),
    ("office/main/light/cam9", {"state": "on"}),
    ("office/main/light", {"state": "on"}),
    ("office/main/no/such/topic/at/all", {"state": "on"}),
    ("office/main/task_report/42", {"task_id": 42}),
    ("office/camera/sensor/cam9/temperature", {"value": 1}),
    ("office/main/sensor/cam9/temperature", {"value": float("nan")}),
    ("office/main/sensor/cam9/temperature", {"value": 1, "pad": "x" * 70_000}),
    ("office/main/whiteboard/status", {"dirty": True, "pad": "x" * 2_000_000}),
    ("frigate/cam9/person", {"count": 1}),
    ("frigate/events", {"type": "new"}),
    ("desk_node/sensor/temperature/state", {"value": 1}),
    ("soms/swarm/cam9/frame", {"value": 1}),
    ("soms/edge/cam9/events", {}),
    ("soms/edge/cam9/events", {**CLOUD_EVENT, "data": {**READING, "value": []}}),
]


@pytest.mark.parametrize(("topic", "values"), [*GOOD, *ODD])
def test_every_message_gets_its_receipt(topic: str, values: dict[str, Any], tmp_path: Path) -> None:
    device = Delivering(tmp_path)
    device.send("office/main/camera/cam9/occupancy", {"person_count": 0})
    device.send(topic, values)
    device.send("office/main/camera/cam9/occupancy", {"person_count": 1})
    assert device.client.pending == 0


@pytest.mark.parametrize(("topic", "values"), ODD)
def test_a_repeat_of_a_rejected_message_makes_no_second_event(
    topic: str, values: dict[str, Any], tmp_path: Path
) -> None:
    (tmp_path / "again").mkdir()
    device, again = Delivering(tmp_path), Delivering(tmp_path / "again")
    device.send(topic, values)
    again.send(topic, values)
    assert [event.id for event in device.events] == [event.id for event in again.events]
