"""No picture reaches the log (R9), whatever a camera sends and whether it is understood or not."""

import base64

import pytest

from tests.unit.dialects.speaking import reason, said, told

JPEG = base64.b64encode(b"\xff\xd8\xff\xe0" + bytes(range(256)) * 8).decode()


@pytest.mark.parametrize(
    "answer",
    [
        {"id": "r", "image": JPEG, "width": 320, "height": 240},
        {"id": "r", "result": {"image": JPEG, "width": 320, "height": 240}},
        {"id": "r", "result": {"unheard_of_name": JPEG, "width": 320, "height": 240}},
    ],
)
def test_an_answer_keeps_everything_but_the_picture(answer: dict[str, object]) -> None:
    ((event_type, _, data),) = told("mcp/cam_01/response/r", answer)
    assert event_type == "devices.command_succeeded"
    assert data["result"] == {"width": 320, "height": 240}


@pytest.mark.parametrize(
    ("topic", "payload"),
    [
        ("office/camera/cam_01/status", {"status": "online", "snapshot": JPEG}),
        ("office/main/light/lamp/state", {"state": "on", "deep": [{"x": JPEG}]}),
        ("office/main/activity", {"person_count": 1, "frames": {"a": [JPEG]}}),
        ("office/main/sensor/cam_01/temperature", {"value": JPEG}),
        ("office/main/sensor/cam_01/temperature", JPEG.encode()),
        ("office/main/unknown", b"\xff\xd8\xff\xe0" + bytes(64)),
        ("mcp/cam_01/response/r", {"id": [], "image": JPEG}),
        ("mcp/cam_01/response/r", {"error": {"message": JPEG}}),
        ("soms/edge/cam_01/events", {"specversion": "1.0", "type": JPEG}),
        ("soms/edge/cam_01/events", [{"specversion": "1.0", "id": JPEG}]),
    ],
)
def test_no_event_holds_a_picture(topic: str, payload: object) -> None:
    for event in said(topic, payload):
        stored = event.data.to_json().decode()
        assert JPEG[:20] not in stored
        assert base64.b64encode(b"\xff\xd8\xff\xe0").decode()[:4] not in stored


def test_a_result_too_big_for_the_log_leaves_its_size() -> None:
    ((event_type, _, data),) = told("mcp/hub_1/response/r", {"result": ["x" * 70_000]})
    assert event_type == "devices.command_succeeded"
    assert data["result"] == {"omitted_bytes": 70_004}


def test_content_nested_too_deep_is_refused() -> None:
    deep: object = 0
    for _ in range(50):
        deep = [deep]
    assert "nested deeper" in reason("office/main/light/lamp/state", {"state": deep})
