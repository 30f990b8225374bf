"""Whatever was written once can be read for ever."""

from typing import Any

import pytest
from pydantic import Field, create_model

from events.catalogue import PAYLOADS, decode
from events.devices import StateReported
from events.payload import Payload
from events.telemetry import ReadingRecorded
from tests.unit.codec.samples import Sample, released_schemas, samples, schema_digest

SAMPLES = list(samples())
NEWEST = [
    sample for sample in SAMPLES if PAYLOADS[sample.event_type].dataversion == sample.dataversion
]


def test_every_version_of_every_type_has_a_sample_and_a_schema() -> None:
    versions = {
        f"{payload.event_type}.v{version}"
        for payload in PAYLOADS.values()
        for version in range(1, payload.dataversion + 1)
    }
    assert {sample.name for sample in SAMPLES} == versions
    assert set(released_schemas()) == versions


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)
def test_a_sample_is_read(sample: Sample) -> None:
    payload = decode(sample.event_type, sample.dataversion, sample.data_json)
    assert payload.event_type == sample.event_type


@pytest.mark.parametrize("sample", NEWEST, ids=lambda sample: sample.name)
def test_a_sample_is_written_again_with_the_same_bytes(sample: Sample) -> None:
    payload = decode(sample.event_type, sample.dataversion, sample.data_json)
    assert payload.to_json() == sample.data_json


@pytest.mark.parametrize("sample", NEWEST, ids=lambda sample: sample.name)
def test_a_sample_shows_every_field(sample: Sample) -> None:
    payload = decode(sample.event_type, sample.dataversion, sample.data_json)
    assert payload.model_fields_set == set(type(payload).model_fields)


@pytest.mark.parametrize("payload", PAYLOADS.values(), ids=lambda payload: payload.event_type)
def test_a_schema_changes_only_with_a_new_version(payload: type[Payload]) -> None:
    released = released_schemas()[f"{payload.event_type}.v{payload.dataversion}"]
    assert schema_digest(payload) == released, (
        f"the schema of {payload.event_type} changed: give it a new dataversion, add an upcaster "
        f"to the catalogue, a sample, and the digest {schema_digest(payload)} to schemas.json"
    )


def test_what_is_absent_leaves_no_trace_in_the_bytes() -> None:
    reading = ReadingRecorded(zone="main", channel="door", value=False)
    assert reading.to_json() == b'{"zone":"main","channel":"door","value":false}'


def test_what_was_reported_as_null_stays_null() -> None:
    report = StateReported(device="hvac_01", device_type="hvac", state={"mode": None})
    assert report.to_json().endswith(b'"state":{"mode":null}}')


def shown(**fields: Any) -> type[Payload]:
    return create_model("Shown", __base__=Payload, **fields)


def test_a_schema_is_the_same_in_other_words() -> None:
    once = shown(title=(str, Field(description="What it is called.")))
    again = shown(title=(str, Field(description="Its name.")))
    assert schema_digest(once) == schema_digest(again)


@pytest.mark.parametrize(
    "changed",
    [
        shown(count=(int, ...)),
        shown(title=(int, ...), count=(int, ...)),
        shown(count=(int, ...), title=(str, ...)),
        shown(title=(str, ...), count=(int, Field(ge=0))),
        shown(title=(str, ...), count=(int, 1)),
        shown(title=(str, ...), count=(int, ...), description=(str | None, None)),
    ],
    ids=["removed", "retyped", "reordered", "bounded", "defaulted", "added"],
)
def test_a_schema_is_another_with_any_field(changed: type[Payload]) -> None:
    assert schema_digest(changed) != schema_digest(shown(title=(str, ...), count=(int, ...)))
