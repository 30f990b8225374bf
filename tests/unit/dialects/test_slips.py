"""Small slips of devices cost no more than what they are about."""

import pytest

from events.devices import HeartbeatReceived
from tests.unit.dialects.speaking import ARRIVAL, said, told

HEARTBEAT = "office/main/sensor/env_01/heartbeat"


@pytest.mark.parametrize("sent", ["Offline", {"status": "Offline"}, {"status": " OFFLINE "}])
def test_offline_is_offline_however_it_is_written(sent: object) -> None:
    (event,) = said(HEARTBEAT, sent)
    assert isinstance(event.data, HeartbeatReceived)
    assert event.data.status == "offline"


def test_any_other_status_stays_as_the_device_puts_it() -> None:
    (event,) = said(HEARTBEAT, {"status": "Low Power"})
    assert event.data.model_dump()["status"] == "Low Power"


def test_a_status_that_is_null_is_absent() -> None:
    (event,) = said(HEARTBEAT, {"status": None, "uptime_sec": 5})
    assert event.data.model_dump()["status"] == "online"


@pytest.mark.parametrize("absent", [{"boot": None, "seq": 5}, {"boot": "a1", "seq": None}])
def test_half_a_number_is_none(absent: dict[str, object]) -> None:
    (event,) = said("office/main/sensor/env_01/temperature", {"value": 1, **absent})
    assert (event.type, event.id) == ("telemetry.reading_recorded", ARRIVAL)


@pytest.mark.parametrize("name", ["", " ", "x" * 201, "line\nbreak", "a/b"])
def test_a_number_without_a_usable_name_is_rejected_alone(name: str) -> None:
    events = told("hydro/raft/status", {name: 1, "ph": 6.1})
    assert [event_type for event_type, _, _ in events] == [
        "log.message_rejected",
        "telemetry.reading_recorded",
    ]
    assert events[1][2]["channel"] == "ph"


@pytest.mark.parametrize("zone", ["a/b#", "a+", "line\nbreak"])
def test_a_discovered_camera_stands_in_no_zone_that_a_topic_could_not_name(zone: str) -> None:
    cameras = [{"camera_id": "cam_1", "zone_name": zone}, {"camera_id": "cam_2"}]
    events = told("office/perception/discovery", {"cameras": cameras})
    assert [event_type for event_type, _, _ in events] == [
        "log.message_rejected",
        "vision.camera_discovered",
    ]


@pytest.mark.parametrize("missing", [None, "nan"])
def test_a_sensor_without_a_value_does_not_change_whose_the_others_is(missing: object) -> None:
    sensors = {"DS18B20-1": {"Temperature": 4}, "DS18B20-2": {"Temperature": missing}}
    (reading,) = told("tele/plug_1/SENSOR", sensors)
    assert reading[1] == "device:plug_1.DS18B20-1"
