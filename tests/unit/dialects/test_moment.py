"""When it happened: as the device says, if that can be."""

from datetime import timedelta

import orjson
import pytest

from events.telemetry import ReadingRecorded
from handlers.dialects.authority import ALLOWED, OPERATORS_NAMES
from tests.unit.codec.samples import FOLDER
from tests.unit.dialects.speaking import NOW, said

TOPIC = "office/main/sensor/env_01/temperature"


@pytest.mark.parametrize(
    "offset",
    [timedelta(0), timedelta(days=-7), timedelta(minutes=5), timedelta(hours=-3, seconds=-0.25)],
)
def test_a_believable_time_is_the_events_time(offset: timedelta) -> None:
    for stamp in ((NOW + offset).timestamp(), (NOW + offset).isoformat()):
        (event,) = said(TOPIC, {"value": 1, "ts": stamp})
        assert event.time == NOW + offset
        assert isinstance(event.data, ReadingRecorded)
        assert event.data.reported_time is None


@pytest.mark.parametrize(
    ("stamp", "kept"),
    [
        ((NOW - timedelta(days=7, seconds=1)).timestamp(), "1771838999.0"),
        ((NOW + timedelta(minutes=5, seconds=1)).isoformat(), "2026-03-02T09:35:01+00:00"),
        (0, "0"),
        (1e300, "1e+300"),
        ("2026-03-02T09:30:00", "2026-03-02T09:30:00"),
        ("yesterday", "yesterday"),
        (True, "True"),
        ([1], "[1]"),
    ],
)
def test_any_other_time_is_kept_beside_the_time_of_arrival(stamp: object, kept: str) -> None:
    (event,) = said(TOPIC, {"value": 1, "ts": stamp})
    assert event.time == NOW
    assert isinstance(event.data, ReadingRecorded)
    assert event.data.reported_time == kept


@pytest.mark.parametrize(
    ("topic", "content"),
    [
        ("office/main/sensor/env_01/heartbeat", {}),
        ("office/camera/cam_1/status", {}),
        ("office/main/occupancy", {"count": 1}),
        ("office/main/activity/desk", {"count": 1}),
        ("office/main/whiteboard/status", {"dirty": True}),
        ("office/main/tasks/request", {"issue": "whiteboard_dirty"}),
        ("office/main/hvac/ac_01/state", {"mode": "cool"}),
        ("office/perception/discovery", {"cameras": [{"camera_id": "cam_1"}]}),
        ("hydro/raft/status", {"ph": 6.1}),
        ("mcp/light_01/response/r1", {"result": 1}),
        ("mcp/light_01/response/r1", {"error": "unknown tool"}),
    ],
)
def test_whatever_has_a_time_keeps_it_where_it_is_not_believed(
    topic: str, content: dict[str, object]
) -> None:
    (event,) = said(topic, {**content, "ts": 12})
    assert event.time == NOW
    assert event.data.model_dump()["reported_time"] == "12"
    (event,) = said(topic, {**content, "ts": NOW.timestamp()})
    assert event.data.model_dump()["reported_time"] is None


@pytest.mark.parametrize("label", ["person", "dog"])
def test_frigates_time_is_kept_where_it_is_not_believed(label: str) -> None:
    after = {"camera": "door_cam", "label": label, "frame_time": 12.5}
    (event,) = said("frigate/events", {"type": "new", "before": {}, "after": after})
    assert event.data.model_dump()["reported_time"] == "12.5"


@pytest.mark.parametrize("event_type", ALLOWED)
def test_the_time_of_a_cloudevent_is_kept_where_it_is_not_believed(event_type: str) -> None:
    data = {
        name: value
        for name, value in orjson.loads((FOLDER / f"{event_type}.v1.json").read_bytes()).items()
        if name not in {"reported_time", *OPERATORS_NAMES}
    }
    names = {name: "env_01" for name in ("device", "camera") if name in data}
    cloud_event = {
        "specversion": "1.0",
        "id": "1",
        "type": event_type,
        "time": "1970-01-01T00:00:12Z",
        "data": {**data, **names},
    }
    (event,) = said("soms/edge/env_01/events", cloud_event)
    assert (event.type, event.time) == (event_type, NOW)
    assert event.data.model_dump()["reported_time"] == "1970-01-01T00:00:12Z"


def test_a_time_in_small_letters_is_the_same_time() -> None:
    (event,) = said(TOPIC, {"value": 1, "ts": "2026-03-02t09:29:00z"})
    assert event.time == NOW - timedelta(minutes=1)


def test_a_time_that_is_null_is_absent() -> None:
    (event,) = said(TOPIC, {"value": 1, "ts": None, "timestamp": NOW.timestamp() - 60})
    assert event.time == NOW - timedelta(minutes=1)
