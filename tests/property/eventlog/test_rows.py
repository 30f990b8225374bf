"""What is written as rows is read back as it was, whatever the event."""

from dataclasses import replace
from datetime import UTC
from itertools import count
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from events.envelope import Recorded
from events.eventlog.postgres.batch import entries_as_recorded
from events.eventlog.postgres.names import Names
from events.eventlog.postgres.rows import SIGNATURE, TRAILER, decode, event_row
from events.identity import Position, Subject

moments = st.datetimes(timezones=st.just(UTC))
subjects = st.from_regex(r"[a-z]{1,8}:[^\x00-\x1f\ud800-\udfff]{1,20}", fullmatch=True).map(Subject)
ids = st.binary(min_size=16, max_size=16).map(lambda octets: UUID(bytes=octets))
LEAF_PREFIX_COLUMN = 4 + 8
SUBJECT_COLUMN = 2 + 3 * (4 + 8) + (4 + 16)
"""Where it begins: after the number of columns, position, two times and the id."""
ACTOR_COLUMN = SUBJECT_COLUMN + 2 * (4 + 4)
NULL = b"\xff\xff\xff\xff"

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


events_about_their_actors = events.map(lambda event: replace(event, actor=event.subject))


def selected(row: bytes) -> bytes:
    """What Postgres sends of a row: not the leaf prefix, and of no actor stored the subject."""
    subject = row[SUBJECT_COLUMN : SUBJECT_COLUMN + 8]
    before, actor = row[:ACTOR_COLUMN], row[ACTOR_COLUMN:-LEAF_PREFIX_COLUMN]
    return before + (subject + actor[4:] if actor.startswith(NULL) else actor)


@given(st.lists(events | events_about_their_actors, max_size=4), st.integers(0, 2**62))
def test_rows_are_read_back_as_they_were_written(written: list[Recorded], start: int) -> None:
    names = Numbered(written)
    rows = [
        event_row(Position(position), entry, bytes(32), names)
        for position, entry in enumerate(entries_as_recorded(written), start)
    ]
    read = decode(SIGNATURE + b"".join(map(selected, rows)) + TRAILER, names)
    for position, (event, expected) in enumerate(zip(read, written, strict=True), start):
        assert event.position == position
        for attribute in set(Recorded.__slots__) - {"position", "data"}:
            assert getattr(event, attribute) == getattr(expected, attribute), attribute
