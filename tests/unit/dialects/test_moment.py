"""When it happened: as the device says, if that can be."""

from datetime import timedelta

import pytest

from events.telemetry import ReadingRecorded
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


def test_a_heartbeat_keeps_an_unbelievable_time_among_its_details() -> None:
    (event,) = said("office/main/sensor/env_01/heartbeat", {"ts": 0})
    assert event.data.model_dump()["details"] == {"reported_time": "0"}
