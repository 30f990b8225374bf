"""Any event that a log can hold."""

from dataclasses import replace
from datetime import UTC
from uuid import UUID

import orjson
from hypothesis import strategies as st

from events.envelope import Recorded
from events.identity import Position, Subject
from tests.property.codec.payloads import json_values, text

kinds = st.from_regex(r"[a-z][a-z_]{0,7}", fullmatch=True)
names = st.text(
    st.characters(min_codepoint=0x20, exclude_categories=["Cs"]) | st.sampled_from(',%":\\'),
    min_size=1,
    max_size=20,
)
subjects = st.builds(Subject.of, kinds, names)
ids = st.binary(min_size=16, max_size=16).map(lambda octets: UUID(bytes=octets))
moments = st.datetimes(timezones=st.just(UTC))
sources = st.text(
    st.characters(exclude_characters="\x00", exclude_categories=["Cs"])
    | st.sampled_from(',":{}\\'),
    min_size=1,
    max_size=30,
)
objects = st.dictionaries(text, json_values, max_size=3)
data_json = st.builds(
    lambda value, indent: orjson.dumps(value, option=orjson.OPT_INDENT_2 if indent else None),
    objects,
    st.booleans(),
) | st.sampled_from(
    [b'{"n":1.0e2}', b'{"n":1.50}', b'{ "a" : "\\u00e9" }', b'{",\\"data\\":":1,"data":{}}']
)

recorded = st.builds(
    Recorded,
    position=st.integers(1, 2**63 - 1).map(Position),
    id=ids,
    type=sources,
    dataversion=st.integers(1, 2**15 - 1),
    source=sources,
    subject=subjects,
    tags=st.lists(subjects, max_size=3).map(tuple),
    time=moments,
    recorded_at=moments,
    causation_id=st.none() | ids,
    correlation_id=st.none() | ids,
    actor=st.none() | subjects,
    data_json=data_json,
)


def log_of(events: list[Recorded]) -> list[Recorded]:
    """The events as one log has them: in turn, and `recorded_at` never runs backward."""
    distinct = {event.id: event for event in events}.values()
    moments_in_order = sorted(event.recorded_at for event in distinct)
    return [
        replace(event, position=Position(position), recorded_at=moment)
        for position, (event, moment) in enumerate(zip(distinct, moments_in_order, strict=True), 1)
    ]


logs = st.lists(recorded, max_size=8).map(log_of)
