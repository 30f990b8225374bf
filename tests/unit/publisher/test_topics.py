"""Every event has a topic that MQTT allows."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.identity import Subject
from services.publisher.topics import topic_of


@pytest.mark.parametrize(
    ("subject", "topic"),
    [
        ("device:env_01", "device/env_01"),
        ("device:hub.leaf_1", "device/hub.leaf_1"),
        ("topic:office/main/x", "topic/office/main/x"),
        ("topic:a//b/", "topic/a/%/b/%"),
        ("device:a+b#c%", "device/a%2Bb%23c%25"),
    ],
)
def test_colons_separate_levels_and_what_mqtt_forbids_is_encoded(subject: str, topic: str) -> None:
    expected = f"soms/events/telemetry/reading_recorded/{topic}"
    assert topic_of("telemetry.reading_recorded", Subject(subject)) == expected


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=60))
def test_any_subject_makes_a_topic(name: str) -> None:
    assert topic_of("log.message_rejected", Subject.of("topic", name)).startswith(
        "soms/events/log/"
    )
