"""Timers of tasks: armed by what happened to the task, and by how the hub is configured."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from pydantic import TypeAdapter

from events.envelope import Recorded
from events.tasks import Dispatched, Merged, Queued, Reminded
from projections.armed import PACE
from projections.projection import State
from projections.runtime import RowCodec, fold
from projections.task_timers import Pace, TaskTimer, TaskTimers, due_for_task
from tests.unit.handlers.tasks.happenings import (
    HOUR,
    about,
    accepted,
    cancelled,
    completed,
    created,
    expired,
    fired,
)
from tests.unit.story import START

DAY = 24 * HOUR
MINUTE = 60.0

SHOWN = about(Dispatched(task=1, reason="x"))
QUEUED = about(Queued(task=1, reason="x"))


def armed(events: Sequence[Recorded], now_s: float = 0.0, pace: Pace = PACE) -> dict[str, float]:
    """By purpose, when the timers of the one task are due, in seconds after the start."""
    state: State[TaskTimer] = State()
    fold(TaskTimers(), state, events)
    now = START + timedelta(seconds=now_s)
    return {
        due.timer.removesuffix(":1"): (due.due - START).total_seconds()
        for row in state.rows().values()
        for due in due_for_task(row, pace, now)
    }


def test_a_task_expires_in_time() -> None:
    assert armed([created()]) == {"task_expires": DAY}


def test_a_task_without_an_end_has_no_timer() -> None:
    assert armed([created(expires_at=None)]) == {}


def test_a_taken_task_has_a_day_more() -> None:
    assert armed([created(), SHOWN, accepted(at_s=DAY - 5)]) == {"task_expires": 2 * DAY}


@pytest.mark.parametrize("over", [[cancelled()], [accepted(), completed()], [expired(at_s=DAY)]])
def test_what_is_over_has_none(over: list[Recorded]) -> None:
    assert armed([created(), SHOWN, *over]) == {}


def test_what_fired_is_not_armed_again_for_the_same_time() -> None:
    assert "task_expires" not in armed([created(), fired("task_expires:1", DAY)])
    taken = accepted(at_s=DAY)
    assert armed([created(), fired("task_expires:1", DAY), taken]) == {"task_expires": 2 * DAY}


def test_a_task_in_the_queue_is_looked_at_every_ten_minutes() -> None:
    assert armed([created(), QUEUED])["task_waits"] == 10 * MINUTE
    looked = [created(), QUEUED, fired("task_waits:1", 600)]
    assert armed(looked)["task_waits"] == 20 * MINUTE


def test_after_a_pause_of_the_clock_it_is_looked_at_once() -> None:
    looked = [created(), QUEUED, fired("task_waits:1", 5 * HOUR, due_s=600)]
    assert armed(looked)["task_waits"] == 5 * HOUR + 10 * MINUTE


def test_a_shown_task_is_due_for_a_reminder_after_an_hour_then_every_half() -> None:
    assert armed([created(), SHOWN])["task_reminder"] == HOUR
    again = [created(), SHOWN, fired("task_reminder:1", HOUR), about(Reminded(task=1), HOUR)]
    assert armed(again)["task_reminder"] == 1.5 * HOUR


def test_reminders_wait_as_long_as_configured() -> None:
    pace = Pace(reminder_after=timedelta(minutes=5), reminder_again_after=timedelta(minutes=2))
    assert armed([created(), SHOWN], pace=pace)["task_reminder"] == 5 * MINUTE
    again = [created(), SHOWN, about(Reminded(task=1), 5 * MINUTE)]
    assert armed(again, pace=pace)["task_reminder"] == 7 * MINUTE


def test_nobody_is_reminded_in_quiet_hours() -> None:
    # The start is at six in the evening; ten is four hours later, and seven thirteen.
    late = [created(), about(Dispatched(task=1, reason="x"), 3.5 * HOUR)]
    assert armed(late)["task_reminder"] == 13 * HOUR


def test_not_even_of_what_is_overdue() -> None:
    assert armed([created(), SHOWN], now_s=6 * HOUR)["task_reminder"] == 13 * HOUR
    assert armed([created(), SHOWN], now_s=14 * HOUR)["task_reminder"] == HOUR


def test_a_newer_wish_moves_the_end() -> None:
    until = (START + timedelta(days=3)).isoformat()
    merged = Merged(task=1, request="x", reason="same", changes={"expires_at": until})
    assert armed([created(), about(merged)]) == {"task_expires": 3 * DAY}


def test_its_rows_survive_a_snapshot() -> None:
    state: State[TaskTimer] = State()
    fold(TaskTimers(), state, [created(task_types=("a", "b")), QUEUED, fired("task_waits:1", 60)])
    (row,) = state.rows().values()
    adapter: TypeAdapter[Any] = TypeAdapter(TaskTimers.row)
    assert adapter.validate_python(adapter.dump_python(row, mode="json")) == row
    codec = RowCodec(TaskTimers())
    assert codec.decode(codec.encode(row)) == row
