"""What `append` promises, kept by both logs alike."""

import asyncio
import secrets
from string import ascii_letters

import pytest

from events.errors import EventIdConflict, InvalidCloudEvent
from events.eventlog import Checkpoint, EventLog
from events.eventlog.prepared import NAME_LIMIT
from events.identity import Position, new_id
from tests.integration.eventlog.examples import (
    all_events,
    positions,
    reading,
    readings,
    transfer,
    values_from,
)


async def test_an_append_returns_gapless_positions_in_order(log: EventLog) -> None:
    assert await log.append(readings(3)) == [1, 2, 3]
    assert await log.append(readings(2)) == [4, 5]
    assert (await log.head()).position == 5


async def test_an_event_comes_back_as_it_was_appended(log: EventLog) -> None:
    cause = reading()
    event = transfer(5, 7, cause=cause)
    await log.append([cause, event])
    stored = (await all_events(log))[1]
    for attribute in (
        "id", "type", "source", "subject", "tags", "time", "causation_id", "correlation_id",
        "actor", "data",
    ):  # fmt: skip
        assert getattr(stored, attribute) == getattr(event, attribute)
    assert stored.data_json == event.data.to_json()
    assert stored.recorded_at.utcoffset() is not None


async def test_appending_nothing_appends_nothing(log: EventLog) -> None:
    assert await log.append([]) == []
    assert (await log.head()).position == 0


async def test_a_repeat_returns_the_original_position(log: EventLog) -> None:
    first, second, third = readings(3)
    await log.append([first, second])
    assert await log.append([second, third, first]) == [2, 3, 1]
    assert positions(await all_events(log)) == [1, 2, 3]


async def test_a_repeat_within_one_append_is_one_event(log: EventLog) -> None:
    event = reading()
    assert await log.append([event, reading(), event]) == [1, 2, 1]


async def test_the_same_id_with_another_body_is_refused(log: EventLog) -> None:
    event_id = new_id()
    await log.append([reading(), reading(value=1.0, event_id=event_id)])
    with pytest.raises(EventIdConflict) as conflict:
        await log.append([reading(), reading(value=2.0, event_id=event_id)])
    assert (conflict.value.event_id, conflict.value.position) == (event_id, 2)
    assert (await log.head()).position == 2


async def test_the_same_id_about_another_subject_is_refused(log: EventLog) -> None:
    event_id = new_id()
    await log.append([reading("env_01", event_id=event_id)])
    with pytest.raises(EventIdConflict):
        await log.append([reading("env_02", event_id=event_id)])


async def test_the_same_id_with_two_bodies_in_one_append_is_refused(log: EventLog) -> None:
    event_id = new_id()
    with pytest.raises(EventIdConflict):
        await log.append(
            [reading(value=1.0, event_id=event_id), reading(value=2.0, event_id=event_id)]
        )
    assert (await log.head()).position == 0


async def test_an_event_that_cannot_be_stored_is_refused_alone(log: EventLog) -> None:
    hostile = reading("a\ud800")
    good, bad = await asyncio.gather(
        log.append([reading()]), log.append([hostile]), return_exceptions=True
    )
    assert good == [1]
    assert isinstance(bad, InvalidCloudEvent)


async def test_a_name_that_no_index_takes_is_refused_alone(log: EventLog) -> None:
    noise = "".join(secrets.choice(ascii_letters) for _ in range(9_000))
    good, bad = await asyncio.gather(
        log.append([reading()]),
        log.append([reading()._replace(source=f"/{noise}")]),
        return_exceptions=True,
    )
    assert good == [1]
    assert isinstance(bad, InvalidCloudEvent)


async def test_the_longest_name_that_is_not_refused_is_taken(log: EventLog) -> None:
    noise = "".join(secrets.choice(ascii_letters) for _ in range(NAME_LIMIT))
    assert await log.append([reading()._replace(source=noise)]) == [1]


async def test_one_refused_append_does_not_disturb_those_that_go_with_it(log: EventLog) -> None:
    taken = new_id()
    await log.append([reading(value=1.0, event_id=taken)])
    answers = await asyncio.gather(
        log.append(readings(2)),
        log.append([reading(), reading(value=2.0, event_id=taken)]),
        log.append(readings(2)),
        return_exceptions=True,
    )
    assert isinstance(answers[1], EventIdConflict)
    assert answers[0] == [2, 3]
    assert answers[2] == [4, 5]
    assert positions(await all_events(log)) == [1, 2, 3, 4, 5]


async def test_concurrent_repeats_of_one_event_append_it_once(log: EventLog) -> None:
    event = reading()
    answers = await asyncio.gather(*(log.append([event]) for _ in range(20)))
    assert answers == [[1]] * 20
    assert (await log.head()).position == 1


async def test_eight_concurrent_writers_leave_no_gap_and_keep_their_own_order(
    log: EventLog,
) -> None:
    async def write(writer: int) -> list[Position]:
        events = readings(25, device=f"writer_{writer}")
        return [(await log.append([event]))[0] for event in events]

    answers = await asyncio.gather(*(write(writer) for writer in range(8)))
    assert sorted(position for answer in answers for position in answer) == list(range(1, 201))
    assert all(answer == sorted(answer) for answer in answers)
    stored = await all_events(log)
    for writer in range(8):
        assert values_from(f"/edge/writer_{writer}", stored) == [
            float(number) for number in range(25)
        ]


async def test_recorded_at_never_runs_backward(log: EventLog) -> None:
    for _ in range(5):
        await log.append(readings(2))
    moments = [event.recorded_at for event in await all_events(log)]
    assert moments == sorted(moments)
    assert (await log.head()).recorded_at == moments[-1]


async def test_a_cancelled_caller_disturbs_nobody(log: EventLog) -> None:
    first = asyncio.create_task(log.append([reading()]))
    others = [asyncio.create_task(log.append([reading()])) for _ in range(5)]
    await asyncio.sleep(0)
    first.cancel()
    answers = await asyncio.gather(*others)
    await asyncio.gather(first, return_exceptions=True)
    assert len({answer[0] for answer in answers}) == 5
    last = (await log.append([reading()]))[0]
    assert positions(await all_events(log)) == list(range(1, last + 1))


async def test_a_checkpoint_is_stored_with_its_append(log: EventLog) -> None:
    assert await log.checkpoint("reactor") == 0
    await log.append([reading()], checkpoint=Checkpoint("reactor", Position(7)))
    assert await log.checkpoint("reactor") == 7
    await log.append([], checkpoint=Checkpoint("reactor", Position(8)))
    assert await log.checkpoint("reactor") == 8


async def test_the_checkpoint_of_a_refused_append_is_not_stored(log: EventLog) -> None:
    event_id = new_id()
    await log.append([reading(value=1.0, event_id=event_id)])
    with pytest.raises(EventIdConflict):
        await log.append(
            [reading(value=2.0, event_id=event_id)], checkpoint=Checkpoint("reactor", Position(1))
        )
    assert await log.checkpoint("reactor") == 0


async def test_a_checkpoint_can_be_stored_on_its_own(log: EventLog) -> None:
    await log.store_checkpoint(Checkpoint("publisher", Position(3)))
    await log.store_checkpoint(Checkpoint("publisher", Position(2)))
    assert await log.checkpoint("publisher") == 2
