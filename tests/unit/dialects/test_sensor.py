"""Sensors: what counts as a value, and what is refused with a reason."""

import pytest

from tests.unit.dialects.speaking import reason, told

TOPIC = "office/main/sensor/env_01/temperature"


@pytest.mark.parametrize(
    ("payload", "value"),
    [
        (b'{"value": 0}', 0),
        (b'{"value": false}', False),
        (b'{"temperature": 0.0}', 0.0),
        (b'{"value": null, "temperature": 3}', 3),
        (b'{"value": 1, "value": 2}', 2),
        (b'{"value": 1, "unheard_of": {"a": []}}', 1),
        (b"0", 0),
        (b" 21.5 ", 21.5),
        (b"+21.5", 21.5),
        (b'"on"', "on"),
        (b"on", "on"),
        (b"21.5 C", "21.5 C"),
        (b'{"value": "21.5"}', 21.5),
        (b'{"temperature": "-3"}', -3.0),
        (b'"4e2"', 400.0),
        (b'{"value": "21,5"}', "21,5"),
        (b'{"value": "007"}', "007"),
        (b'{"value": "40063813339312345"}', "40063813339312345"),
        (b'{"value": "1e999"}', "1e999"),
        (b"18446744073709551616", 18446744073709551616.0),
    ],
)
def test_a_value_is_taken_as_the_device_means_it(payload: bytes, value: object) -> None:
    ((event_type, subject, data),) = told(TOPIC, payload)
    assert (event_type, subject) == ("telemetry.reading_recorded", "device:env_01")
    assert data["value"] == value
    assert type(data["value"]) is type(value)


@pytest.mark.parametrize(
    ("payload", "named"),
    [
        (b"", "payload"),
        (b"\xff\xfe", "payload"),
        (b'{"value": 1', "payload"),
        (b'{"value": NaN}', "payload"),
        (b'{"value": 1e999}', "payload"),
        (b'{"value": "\\ud800"}', "payload"),
        (b'{"value": "a\\u0000b"}', "payload"),
        (b"[" * 100_000, "payload"),
        (b"x" * 1_000_000, "payload"),
        (b"NaN", "value"),
        (b"-Infinity", "value"),
        (b"1e999", "value"),
        (b"{}", "value"),
        (b"null", "value"),
        (b"[1]", "value"),
        (b'{"value": [1]}', "value"),
        (b'{"value": 1, "unit": 5}', "unit"),
        (b'{"value": 1, "boot": "a", "seq": -1}', "seq"),
        (b'{"value": 1, "boot": "a", "seq": true}', "seq"),
        (b'{"value": 1, "boot": ["a"], "seq": 1}', "boot"),
        (b'{"value": 1, "id": "not-a-uuid"}', "id"),
    ],
)
def test_what_is_no_value_is_refused_and_the_field_named(payload: bytes, named: str) -> None:
    assert reason(TOPIC, payload).startswith(f"{named}: ")


@pytest.mark.parametrize(
    "topic",
    [
        "office//sensor/env_01/temperature",
        "office/main/sensor//temperature",
        "office/main/sensor/env\x01/temperature",
        "office/main/sensor/env_01/ ",
        "office/camera/sensor/env_01/temperature",
        "office/perception/sensor/env_01/temperature",
        f"office/main/sensor/{'x' * 201}/temperature",
    ],
)
def test_a_topic_that_names_nothing_is_refused(topic: str) -> None:
    assert reason(topic, 21.5).startswith("topic: ")
