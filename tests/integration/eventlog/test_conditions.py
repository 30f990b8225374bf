"""Conditions name exactly what a decision rested on, and hold at the moment of the append."""

import asyncio

import pytest

from events.errors import ConcurrencyConflict
from events.eventlog import Checkpoint, EventLog
from events.identity import START, Position, Subject
from events.query import Condition
from tests.integration.eventlog.examples import reading, transfer


def nothing_about(*subjects: str, after: int = START, types: tuple[str, ...] = ()) -> Condition:
    about = frozenset(Subject(subject) for subject in subjects)
    return Condition(about, Position(after), frozenset(types))


async def test_a_condition_that_holds_lets_the_append_through(log: EventLog) -> None:
    await log.append([transfer(5, 7), reading()])
    condition = nothing_about("wallet:5", after=1)
    assert await log.append([transfer(5, 7)], condition=condition) == [3]


async def test_a_later_event_about_the_subject_violates_it(log: EventLog) -> None:
    await log.append([transfer(5, 7), transfer(5, 8)])
    with pytest.raises(ConcurrencyConflict) as conflict:
        await log.append([transfer(5, 9)], condition=nothing_about("wallet:5", after=1))
    assert (conflict.value.positions, conflict.value.after) == ((2,), 1)
    assert (await log.head()).position == 2


async def test_a_later_event_tagged_with_the_subject_violates_it(log: EventLog) -> None:
    await log.append([transfer(5, 7)])
    with pytest.raises(ConcurrencyConflict):
        await log.append([transfer(7, 5)], condition=nothing_about("wallet:7"))


async def test_events_of_other_types_do_not_violate_a_condition_on_types(log: EventLog) -> None:
    await log.append([reading("env_01")])
    only_heartbeats = nothing_about("device:env_01", types=("devices.heartbeat_received",))
    assert await log.append([reading("env_01")], condition=only_heartbeats) == [2]
    no_readings = nothing_about("device:env_01", types=("telemetry.reading_recorded",))
    with pytest.raises(ConcurrencyConflict):
        await log.append([reading("env_01")], condition=no_readings)


async def test_a_condition_about_what_nobody_has_heard_of_holds(log: EventLog) -> None:
    assert await log.append([reading()], condition=nothing_about("wallet:404")) == [1]


async def test_a_repeat_needs_no_condition(log: EventLog) -> None:
    event = transfer(5, 7)
    condition = nothing_about("wallet:5")
    await log.append([event], condition=condition)
    assert await log.append([event], condition=condition) == [1]


async def test_of_many_that_rest_on_the_same_only_one_gets_through(log: EventLog) -> None:
    condition = nothing_about("wallet:5")
    answers = await asyncio.gather(
        *(log.append([transfer(5, 7)], condition=condition) for _ in range(20)),
        return_exceptions=True,
    )
    conflicts = [answer for answer in answers if isinstance(answer, ConcurrencyConflict)]
    assert len(conflicts) == 19
    assert (await log.head()).position == 1
    assert await log.append([reading()]) == [2]


async def test_a_conflict_stores_no_checkpoint_and_names_at_most_ten_positions(
    log: EventLog,
) -> None:
    await log.append([transfer(5, 7) for _ in range(20)])
    with pytest.raises(ConcurrencyConflict) as conflict:
        await log.append(
            [transfer(5, 7)],
            condition=nothing_about("wallet:5", "wallet:7", after=3),
            checkpoint=Checkpoint("reactor", Position(20)),
        )
    assert conflict.value.positions == tuple(range(4, 14))
    assert await log.checkpoint("reactor") == 0


async def test_a_repeat_is_known_as_one_beside_what_it_would_be_in_conflict_with(
    log: EventLog,
) -> None:
    event = transfer(5, 7)
    await log.append([event])
    after = nothing_about("wallet:5", after=1)
    both = await asyncio.gather(log.append([transfer(5, 8)]), log.append([event], condition=after))
    assert list(both) == [[2], [1]]
