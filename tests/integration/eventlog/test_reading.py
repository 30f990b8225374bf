"""Reading in every direction, by position, subject, tag, type and time."""

from datetime import timedelta
from itertools import pairwise

import pytest

from events.envelope import Event
from events.eventlog import EventLog
from events.identity import Position, Subject, new_id
from events.query import Query
from tests.integration.eventlog.examples import (
    NOON,
    all_events,
    all_pages,
    positions,
    reading,
    readings,
    transfer,
)

STORY: list[Event] = [
    reading("env_01", minute=0),
    reading("env_02", minute=1),
    transfer(5, 7),
    reading("env_01", minute=3),
    transfer(7, 5),
    transfer(8, 9),
    reading("env_02", minute=6),
]


def about(*subjects: str) -> Query:
    return Query(about=frozenset(Subject(subject) for subject in subjects))


SELECTIONS = [
    (Query(), [1, 2, 3, 4, 5, 6, 7]),
    (about("device:env_01"), [1, 4]),
    (about("wallet:5"), [3, 5]),
    (about("wallet:7", "wallet:5"), [3, 5]),
    (about("task:42", "device:env_02"), [2, 3, 5, 6, 7]),
    (about("wallet:404"), []),
    (Query(types=frozenset({"credits.transferred"})), [3, 5, 6]),
    (Query(types=frozenset({"telemetry.reading_recorded"})), [1, 2, 4, 7]),
    (Query(types=frozenset({"credits.transferred", "telemetry.reading_recorded"})), [*range(1, 8)]),
    (Query(types=frozenset({"timers.fired"})), []),
    (Query(since=NOON + timedelta(minutes=1), until=NOON + timedelta(minutes=6)), [2, 4]),
    (
        Query(
            about=frozenset({Subject("device:env_01"), Subject("wallet:8")}),
            types=frozenset({"telemetry.reading_recorded"}),
            since=NOON + timedelta(minutes=1),
        ),
        [4],
    ),
]


@pytest.mark.parametrize(("query", "expected"), SELECTIONS)
async def test_a_query_selects_the_same_forward_backward_and_by_definition(
    log: EventLog, query: Query, expected: list[int]
) -> None:
    await log.append(STORY)
    assert positions(await all_events(log, query=query)) == expected
    assert positions(await log.backward(query=query)) == expected[::-1]
    assert [e.position for e in await all_events(log) if query.matches(e)] == expected


@pytest.mark.parametrize("size", [1, 2, 3, 100])
@pytest.mark.parametrize("query", [Query(), about("device:env_01"), about("wallet:404")])
async def test_pages_of_any_size_reach_the_head_without_loss_or_repeat(
    log: EventLog, query: Query, size: int
) -> None:
    await log.append(STORY)
    pages = await all_pages(log, query, size)
    assert pages[-1].position == 7
    assert all(earlier.position < later.position for earlier, later in pairwise(pages))
    assert all(len(page.events) <= size for page in pages)
    found = [event for page in pages for event in page.events]
    assert found == await all_events(log, query=query)


async def test_pages_keep_to_the_span_they_are_asked_for(log: EventLog) -> None:
    await log.append(readings(10))
    span = await all_events(log, after=Position(3), until=Position(8), size=2)
    assert positions(span) == [4, 5, 6, 7, 8]
    assert await all_events(log, after=Position(10)) == []
    assert positions(await all_events(log, after=Position(9), until=Position(99))) == [10]


async def test_pages_end_at_the_head_of_the_moment_they_began(log: EventLog) -> None:
    await log.append(readings(3))
    seen = []
    async for page in log.pages(size=1):
        seen += positions(page.events)
        await log.append([reading()])
    assert seen == [1, 2, 3]


async def test_a_sparse_selection_is_found_across_many_pages(log: EventLog) -> None:
    await log.append([transfer(1, 2), *readings(300), transfer(1, 3), *readings(300)])
    sparse = about("wallet:1")
    assert positions(await all_events(log, query=sparse, size=10)) == [1, 302]
    assert positions(await log.backward(query=sparse, limit=1)) == [302]


async def test_backward_begins_below_a_position_and_stops_at_its_limit(log: EventLog) -> None:
    await log.append(readings(10))
    assert positions(await log.backward(limit=3)) == [10, 9, 8]
    assert positions(await log.backward(before=Position(4), limit=100)) == [3, 2, 1]
    assert await log.backward(before=Position(1)) == []
    assert positions(await log.backward(before=Position(50), limit=1)) == [10]


async def test_an_event_is_found_by_its_id(log: EventLog) -> None:
    events = readings(3)
    await log.append(events)
    found = await log.get(events[1].id)
    assert found is not None
    assert found.position == 2
    assert await log.get(new_id()) is None


async def test_the_effects_of_an_event_are_found_in_order(log: EventLog) -> None:
    cause = reading()
    first, second = transfer(1, 2, cause=cause), transfer(3, 4, cause=cause)
    await log.append([cause, first, reading(), second])
    assert [event.id for event in await log.effects(cause.id)] == [first.id, second.id]
    assert await log.effects(first.id) == []


async def test_a_moment_has_the_position_of_the_last_event_recorded_by_then(log: EventLog) -> None:
    assert await log.position_at(NOON) == 0
    for _ in range(4):
        await log.append(readings(2))
    for event in await all_events(log):
        at = await log.position_at(event.recorded_at)
        assert at >= event.position
        assert await log.position_at(event.recorded_at - timedelta(microseconds=1)) < event.position
    assert await log.position_at(NOON) == 0
    last = (await log.head()).recorded_at
    assert last is not None
    assert await log.position_at(last + timedelta(days=1)) == 8


@pytest.mark.parametrize("actor", [None, "device:env_01", "person:5"])
async def test_who_is_answerable_is_told_back(log: EventLog, actor: str | None) -> None:
    answerable = None if actor is None else Subject(actor)
    await log.append([reading("env_01")._replace(actor=answerable)])
    assert [event.actor for event in await all_events(log)] == [answerable]
