"""Whatever people wish for and tap, and however late it is decided, a task has one life."""

from collections import Counter
from typing import Any

from hypothesis import given

from events.envelope import Recorded
from events.tasks import Accepted, Announced, Completed, Created, Merged, Requested
from handlers.registry import REACTORS
from handlers.replay.check import check
from handlers.replay.what_if import what_if
from projections.projection import State
from projections.task_statistics import TaskStatistics, totals
from projections.tasks import Task, Tasks, task_key
from tests.property.tasks.life import Life, days, turns


async def lived(
    day: list[tuple[Any, int]], turns: list[int], *, settled: bool = False
) -> tuple[Life, list[Recorded]]:
    life = Life()
    for (what, gap_s), turn in zip(day, turns, strict=False):
        await life.pass_by(gap_s)
        await life.happen(what)
        if settled:
            await life.settle()
        elif turn:
            await life.decide(turn)
    await life.settle()
    return life, await life.events()


def tasks_after(events: list[Recorded]) -> dict[str, Task]:
    state: State[Task] = State()
    for event in events:
        if event.type in Tasks.handles:
            Tasks().apply(state, event)
    return dict(state.rows())


@given(days, turns)
async def test_numbers_are_gapless_and_every_wish_is_one_task_or_news_of_one(
    day: list[tuple[Any, int]], turns: list[int]
) -> None:
    _, events = await lived(day, turns)
    made = [one.data for one in events if isinstance(one.data, Created)]
    assert [one.task for one in made] == list(range(1, len(made) + 1))
    answered = Counter(
        event.causation_id for event in events if isinstance(event.data, Created | Merged)
    )
    assert answered == Counter(one.id for one in events if isinstance(one.data, Requested))


@given(days, turns)
async def test_a_wish_is_never_swallowed_by_another_problem(
    day: list[tuple[Any, int]], turns: list[int]
) -> None:
    _, events = await lived(day, turns)
    tasks = tasks_after(events)
    wishes = {str(one.id): one.data for one in events if isinstance(one.data, Requested)}
    for event in events:
        merged = event.data
        if isinstance(merged, Merged) and merged.reason == "same_cause_in_zone":
            wish = wishes[merged.request]
            assert isinstance(wish, Requested)
            assert wish.issue is not None
            assert wish.issue == tasks[task_key(merged.task)].cause


@given(days, turns)
async def test_a_task_is_taken_done_and_announced_once_at_most(
    day: list[tuple[Any, int]], turns: list[int]
) -> None:
    _, events = await lived(day, turns)
    for kind in (Accepted, Completed, Announced):
        counts = Counter(one.data.task for one in events if isinstance(one.data, kind))
        assert all(count == 1 for count in counts.values()), kind
    for task in tasks_after(events).values():
        assert task.completed_at is None or task.accepted_at is not None


@given(days, turns)
async def test_the_statistics_are_the_tasks_counted(
    day: list[tuple[Any, int]], turns: list[int]
) -> None:
    _, events = await lived(day, turns)
    state: State[Any] = State()
    for event in events:
        if event.type in TaskStatistics.handles:
            TaskStatistics().apply(state, event)
    sums, tasks = totals(state.rows()), tasks_after(events).values()
    done = [task for task in tasks if task.status == "completed"]
    assert (sums.created, sums.completed) == (len(tasks), len(done))
    assert sums.total_xp == sum(task.bounty_xp for task in done)
    assert sums.queued == sum(task.is_waiting for task in tasks)
    assert sums.active == sum(task.status in ("dispatched", "accepted") for task in tasks)


@given(days, turns)
async def test_the_dispatch_and_the_expiry_know_what_the_view_shows(
    day: list[tuple[Any, int]], turns: list[int]
) -> None:
    life, events = await lived(day, turns)
    tasks = tasks_after(events).values()
    courses = {one.reactor.name: one.state for one in life.decisions.courses}
    waiting = {
        one.task.task
        for room in courses["task_dispatch"].rows().values()
        for one in room.waiting.values()
    }
    assert waiting == {task.task for task in tasks if task.is_waiting}
    mortal = {row.task for row in courses["task_expiry"].rows().values()}
    assert {(one.task, one.due) for one in mortal} == {
        (task.task, task.due) for task in tasks if task.is_undone
    }


@given(days, turns)
async def test_replay_decides_everything_again(
    day: list[tuple[Any, int]], turns: list[int]
) -> None:
    life, _ = await lived(day, turns)
    report = await check(life.log)
    assert report.first_divergence is None
    assert report.undecided == 0


@given(days)
async def test_what_if_nothing_were_changed_nothing_would_differ(
    day: list[tuple[Any, int]],
) -> None:
    life, _ = await lived(day, [0] * len(day), settled=True)
    assert (await what_if(life.log, REACTORS)).differences == []
