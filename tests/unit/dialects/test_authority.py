"""What a device may publish as a CloudEvent: about itself, its leaves and what it saw."""

import pytest

from events import catalogue
from handlers.dialects.authority import ALLOWED
from tests.unit.dialects.speaking import reason, said, told

TOPIC = "soms/edge/env_01/events"
READING = {"zone": "main", "channel": "co2", "value": 0}
COMMAND = {"name": "register_device", "decided_at": 0}


def cloud_event(event_type: str, data: object, **more: object) -> dict[str, object]:
    return {"specversion": "1.0", "id": "1", "type": event_type, "data": data, **more}


@pytest.mark.parametrize(
    ("event_type", "subject", "data"),
    [
        ("telemetry.reading_recorded", "device:env_01", READING),
        ("telemetry.reading_recorded", "device:env_01.leaf_3", READING),
        ("devices.heartbeat_received", "device:env_01.leaf_3", {"device": "env_01.leaf_3"}),
        ("vision.occupancy_observed", "zone:main", {"zone": "main", "person_count": 0}),
    ],
)
def test_a_device_speaks_for_itself_its_leaves_and_its_zone(
    event_type: str, subject: str, data: dict[str, object]
) -> None:
    ((told_type, told_subject, _),) = told(TOPIC, cloud_event(event_type, data, subject=subject))
    assert (told_type, told_subject) == (event_type, subject)


@pytest.mark.parametrize(
    ("event", "named"),
    [
        (cloud_event("credits.transferred", {}), "type"),
        (cloud_event("tasks.completed", {"task": 1}), "type"),
        (cloud_event("people.registered", {}), "type"),
        (cloud_event("telemetry.reading_recorded", READING, subject="device:env_02"), "subject"),
        (cloud_event("telemetry.reading_recorded", READING, subject="device:env_012"), "subject"),
        (cloud_event("telemetry.reading_recorded", READING, subject="wallet:5"), "subject"),
        (cloud_event("telemetry.reading_recorded", READING, subject=5), "subject"),
        (cloud_event("devices.heartbeat_received", {"device": "env_02"}), "data.device"),
        (cloud_event("devices.registered", {"device": "env_01", "owner": 5}), "data.owner"),
        (cloud_event("devices.registered", {"device": "env_01", "active": True}), "data.active"),
        (
            cloud_event("devices.registered", {"device": "env_01", "command": COMMAND}),
            "data.command",
        ),
        (cloud_event("telemetry.reading_recorded", READING | {"zone": "camera"}), "zone"),
        (cloud_event("telemetry.reading_recorded", {"zone": "main"}), "data"),
        (cloud_event("telemetry.reading_recorded", READING, dataversion=9), "data"),
        (cloud_event("telemetry.reading_recorded", None), "data"),
        (cloud_event("telemetry.reading_recorded", READING, id=""), "id"),
        ({"type": "telemetry.reading_recorded"}, "payload"),
    ],
)
def test_it_speaks_for_nobody_else(event: dict[str, object], named: str) -> None:
    assert reason(TOPIC, event).startswith(f"{named}: ")


def test_where_the_zone_of_a_device_is_known_it_speaks_for_no_other() -> None:
    seen = cloud_event("vision.occupancy_observed", {"zone": "main", "person_count": 0})
    assert reason("soms/edge/door_cam/events", seen).startswith("data.zone: ")


def test_a_bad_item_does_not_take_the_others_with_it() -> None:
    good = cloud_event("telemetry.reading_recorded", READING)
    events = said(TOPIC, [good, 5, good, good | {"id": "2"}])
    assert [event.type for event in events] == [
        "telemetry.reading_recorded",
        "log.message_rejected",
        "log.message_rejected",
        "telemetry.reading_recorded",
    ]


def test_the_claimed_source_is_not_believed() -> None:
    (event,) = said(
        TOPIC, cloud_event("telemetry.reading_recorded", READING, source="/services/wallet")
    )
    assert (event.source, event.actor) == ("/edge/env_01", "device:env_01")


def test_only_facts_from_outside_are_allowed() -> None:
    assert all(catalogue.is_exogenous(event_type) for event_type in ALLOWED)
