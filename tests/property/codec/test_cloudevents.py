"""A line is the event, whatever it holds; what is no line is refused by name, never a crash."""

import json
from datetime import UTC, datetime
from typing import Any

import orjson
from cloudevents.core.formats.json import JSONFormat
from hypothesis import example, given
from hypothesis import strategies as st

from events.cloudevents import ATTRIBUTES, decode, encode
from events.envelope import Recorded
from events.errors import InvalidCloudEvent
from tests.property.codec.events import recorded
from tests.property.codec.payloads import json_values

LINE = (
    b'{"dataversion":1,"id":"01990b7c-5a10-7c3e-8f21-6f2b7f0c9a11",'
    b'"recordedat":"2026-03-02T09:00:00.250000Z","source":"/edge/env_01","specversion":"1.0",'
    b'"subject":"device:env_01","time":"2026-03-02T09:00:00.000000Z",'
    b'"type":"telemetry.reading_recorded","position":7,"data":{"zone":"main"}}'
)
KEPT = set(Recorded.__slots__) - {"data"}


@given(recorded)
def test_a_line_is_read_back_as_the_event_that_it_was(event: Recorded) -> None:
    read = decode(encode(event))
    for attribute in KEPT:
        assert getattr(read, attribute) == getattr(event, attribute), attribute
    assert encode(read) == encode(event)


@given(recorded)
def test_the_data_stands_in_the_line_verbatim_and_last(event: Recorded) -> None:
    assert encode(event).endswith(b',"data":' + event.data_json + b"}")


@given(recorded)
def test_the_cloudevents_sdk_reads_a_line(event: Recorded) -> None:
    read = JSONFormat().read(None, encode(event))
    assert (read.get_id(), read.get_type()) == (str(event.id), event.type)
    assert (read.get_source(), read.get_subject()) == (event.source, event.subject)
    assert read.get_time() == event.time
    assert read.get_extension("position") == event.position
    assert read.get_data() == json.loads(event.data_json)


def refuses_or_reads(line: bytes) -> None:
    try:
        read = decode(line)
    except InvalidCloudEvent:
        return
    assert decode(encode(read)) == read


@given(st.binary(max_size=200))
@example(b"")
@example(b"{}")
@example(b',"data":}')
@example(b'[,"data":{}}')
def test_bytes_are_never_a_crash(line: bytes) -> None:
    refuses_or_reads(line)


@given(st.integers(0, len(LINE)), st.integers(0, 20), st.binary(max_size=5))
def test_a_spoiled_line_is_never_a_crash(at: int, length: int, put: bytes) -> None:
    refuses_or_reads(LINE[:at] + put + LINE[at + length :])


@given(st.sampled_from(sorted(ATTRIBUTES)), json_values | st.text())
@example("time", "0001-01-01T00:00:00+23:59")
@example("time", "9999-12-31T23:59:59-23:59")
@example("tags", 7)
@example("tags", ",")
@example("source", "\x00")
@example("dataversion", 2**15)
@example("position", 2**63)
@example("subject", "device:")
def test_an_attribute_of_any_value_is_never_a_crash(name: str, value: object) -> None:
    attributes: dict[str, Any] = orjson.loads(LINE)
    data = attributes.pop("data")
    refuses_or_reads(orjson.dumps({**attributes, name: value, "data": data}))


def test_moments_with_an_offset_are_the_same_moments_in_utc() -> None:
    read = decode(LINE.replace(b"T09:00:00.000000Z", b"T18:00:00+09:00"))
    assert read.time == datetime(2026, 3, 2, 9, tzinfo=UTC)
