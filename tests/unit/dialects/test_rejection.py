"""What is kept of a message that nobody can take."""

import base64

import pytest

from events.log import PAYLOAD_LIMIT, MessageRejected
from tests.unit.dialects.speaking import ARRIVAL, NOW, said

SENSOR = "office/main/sensor/env_01/temperature"


def rejected(topic: str, payload: bytes) -> MessageRejected:
    (event,) = said(topic, payload)
    assert isinstance(event.data, MessageRejected)
    return event.data


def test_a_rejection_names_topic_dialect_and_size_and_keeps_the_payload() -> None:
    data = rejected(SENSOR, b"{}")
    assert (data.topic, data.dialect, data.size) == (SENSOR, "sensor", 2)
    assert (data.payload, data.encoding) == ("{}", "utf-8")


def test_what_is_not_text_is_kept_as_base64() -> None:
    for payload in (b"\xff\x00\x01", b"{\x00}"):
        data = rejected(SENSOR, payload)
        assert data.encoding == "base64"
        assert base64.b64decode(data.payload) == payload


@pytest.mark.parametrize(
    "text", ["{" + "x" * 5_000, "{" + "é" * 5_000, "{" + "日" * 5_000, "{x" + "😀" * 900]
)
def test_the_copy_is_bounded_and_cut_between_characters(text: str) -> None:
    data = rejected(SENSOR, text.encode())
    assert data.encoding == "utf-8"
    assert PAYLOAD_LIMIT - 4 < len(data.payload.encode()) <= PAYLOAD_LIMIT
    assert text.startswith(data.payload)
    assert data.size == len(text.encode())


def test_a_rejection_is_about_the_device_where_the_topic_names_one() -> None:
    (known,) = said(SENSOR, b"{}")
    (unknown,) = said("office/what/ever", b"{}")
    assert (known.subject, known.id, known.time) == ("device:env_01", ARRIVAL, NOW)
    assert unknown.subject == "topic:office/what/ever"


def test_the_longest_topic_makes_a_bounded_rejection() -> None:
    topic = "office/" + "\x01é" * 30_000
    (event,) = said(topic, b"1")
    assert len(event.subject) < 256
    assert len(event.data.to_json()) < 10_000
