"""How many tasks there are, were, and were done within the last hour."""

from collections.abc import Sequence
from datetime import timedelta

from events.envelope import Recorded
from events.tasks import Dispatched, Merged, Queued
from projections.task_statistics import TaskCount, TaskStatistics, totals
from tests.unit.handlers.tasks.happenings import (
    HOUR,
    about,
    accepted,
    cancelled,
    completed,
    created,
    expired,
)
from tests.unit.story import START, folded


def counted(*events: Recorded) -> TaskCount:
    return totals(folded(TaskStatistics(), events))


def shown(task: int = 1) -> Recorded:
    return about(Dispatched(task=task, reason="x"))


def done(task: int, at_s: float) -> Sequence[Recorded]:
    return created(task), shown(task), accepted(task, at_s), completed(task, at_s)


def test_before_anything_there_is_nothing() -> None:
    assert counted() == TaskCount()


def test_a_task_waits_is_shown_is_done() -> None:
    steps = [created(), about(Queued(task=1, reason="x")), shown(), accepted(), completed(1, 60)]
    seen = [counted(*steps[:n]) for n in range(1, 6)]
    assert [(one.queued, one.active) for one in seen] == [(1, 0), (1, 0), (0, 1), (0, 1), (0, 0)]
    assert (seen[-1].created, seen[-1].completed, seen[-1].total_xp) == (1, 1, 50)


def test_what_was_taken_back_or_expired_earned_nothing() -> None:
    sums = counted(created(1), cancelled(1), created(2), expired(2, 24 * HOUR))
    assert sums == TaskCount(created=2)


def test_what_does_not_fit_counts_for_nothing() -> None:
    sums = counted(created(), completed(1, 5), expired(1, 60))
    assert (sums.completed, sums.queued) == (0, 1)


def test_the_bounty_is_the_one_that_stood_when_it_was_done() -> None:
    merged = about(Merged(task=1, request="x", reason="same", changes={"bounty_xp": 80}))
    assert counted(created(), merged, accepted(), completed()).total_xp == 80


def test_the_last_hour_is_told_at_any_moment() -> None:
    sums = counted(*done(1, 0), *done(2, 1_800), *done(3, 5_000))
    assert len(sums.completions) == 2
    found = [
        sums.completed_last_hour(START + timedelta(seconds=at_s))
        for at_s in (5_000, 5_399, 5_400, 8_599, 8_600)
    ]
    assert found == [2, 2, 1, 1, 0]


def test_only_tasks_that_are_still_to_be_done_are_kept() -> None:
    rows = folded(TaskStatistics(), [*done(1, 0), created(2), created(3), cancelled(3)])
    assert set(rows) == {"totals", "000000000002"}
