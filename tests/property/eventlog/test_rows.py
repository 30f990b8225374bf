"""What is written as rows is read back as it was, whatever the event."""

from datetime import UTC
from itertools import count
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from events.envelope import Recorded
from events.eventlog.postgres.names import Names
from events.eventlog.postgres.rows import (
    _SIGNATURE,
    _TRAILER,
    body,
    decode,
    event_rows,
    microseconds,
)
from events.identity import Position, Subject

moments = st.datetimes(timezones=st.just(UTC))
subjects = st.from_regex(r"[a-z]{1,8}:[^\x00-\x1f\ud800-\udfff]{1,20}", fullmatch=True).map(Subject)
ids = st.binary(min_size=16, max_size=16).map(lambda octets: UUID(bytes=octets))
LEAF_PREFIX_COLUMN = 4 + 8
POSITION_COLUMN = 2 + 4 + 8

events = st.builds(
    Recorded,
    position=st.just(Position(1)),
    id=ids,
    type=st.sampled_from(["telemetry.reading_recorded", "timers.fired"]),
    dataversion=st.integers(1, 32_767),
    source=st.text(
        st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=20
    ),
    subject=subjects,
    tags=st.lists(subjects, max_size=3).map(tuple),
    time=moments,
    recorded_at=moments,
    causation_id=st.none() | ids,
    correlation_id=st.none() | ids,
    actor=st.none() | subjects,
    data_json=st.binary(max_size=50),
)


class Numbered(Names):
    """Every name has a number as soon as it is asked for."""

    def __init__(self, events: list[Recorded]) -> None:
        super().__init__()
        numbers = count(1)
        for event in events:
            for name in (event.type, event.source, event.subject, event.actor, *event.tags):
                if name is not None and name not in self.numbers:
                    self._learn([(next(numbers), str(name))])


@given(st.lists(events, max_size=4), st.integers(0, 2**62))
def test_rows_are_read_back_as_they_were_written(written: list[Recorded], start: int) -> None:
    names = Numbered(written)
    bodies = [
        body(event, event.dataversion, microseconds(event.recorded_at), event.data_json, b"", names)
        for event in written
    ]
    rows = event_rows(Position(start), bodies)
    for event, expected in zip(
        decode(_without_leaf_prefix(rows, bodies), names), written, strict=True
    ):
        for attribute in Recorded.__slots__:
            if attribute not in {"position", "_data"}:
                assert getattr(event, attribute) == getattr(expected, attribute), attribute
    assert [event.position for event in decode(_without_leaf_prefix(rows, bodies), names)] == list(
        range(start, start + len(written))
    )


def _without_leaf_prefix(rows: bytes, bodies: list[bytes]) -> bytes:
    """The rows as they are selected: all columns but the last, which is for verification only."""
    at, parts = len(_SIGNATURE), [_SIGNATURE]
    for one in bodies:
        end = at + POSITION_COLUMN + len(one)
        parts.append(rows[at : end - LEAF_PREFIX_COLUMN])
        at = end
    return b"".join([*parts, _TRAILER])
