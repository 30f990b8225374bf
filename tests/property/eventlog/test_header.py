"""The header of an entry is what RFC 8785 says, whoever computes it."""

from datetime import UTC, datetime
from uuid import UUID

import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from events.entry import header, joined_tags, timestamp
from events.envelope import Recorded
from tests.property.eventlog.test_rows import events

offsets = st.timezones()
moments = st.datetimes(timezones=st.just(UTC)) | st.datetimes(
    min_value=datetime.fromisoformat("1900-01-01"),
    max_value=datetime.fromisoformat("2100-01-01"),
    timezones=offsets,
)


def text(event_id: UUID | None) -> str | None:
    return None if event_id is None else str(event_id)


def by_the_book(event: Recorded) -> bytes:
    attributes: dict[str, str | int | None] = {
        "actor": event.actor,
        "causationid": text(event.causation_id),
        "correlationid": text(event.correlation_id),
        "dataversion": event.dataversion,
        "id": str(event.id),
        "recordedat": timestamp(event.recorded_at),
        "source": event.source,
        "specversion": "1.0",
        "subject": event.subject,
        "tags": joined_tags(event.tags) or None,
        "time": timestamp(event.time),
        "type": event.type,
    }
    return rfc8785.dumps({name: value for name, value in attributes.items() if value is not None})


@given(events, moments, moments)
def test_a_header_is_canonical_json(event: Recorded, time: datetime, recorded_at: datetime) -> None:
    event.time, event.recorded_at = time, recorded_at
    assert header(event, event.dataversion, recorded_at) == by_the_book(event)


@given(moments)
def test_a_timestamp_is_in_utc_and_always_27_characters(moment: datetime) -> None:
    text = timestamp(moment)
    assert len(text) == 27
    assert text.endswith("Z")
    assert datetime.fromisoformat(text) == moment
