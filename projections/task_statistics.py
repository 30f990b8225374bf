"""Statistics of tasks: how many there are and were, and what was earned by them.

The moments of the latest completions are kept as well, so that those of the last hour can be told
at any moment from the newest one on; and a view of the past is a view as of then.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import ClassVar

from events.envelope import Recorded
from events.tasks import Created
from projections.projection import Projection, State
from projections.tasks import TASK_EVENTS, Task, stepped, task_in, task_key, task_of

TOTALS = "totals"
"""The key of the sums; every other row is a task that is still to be done, by its key."""

LAST_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class TaskCount:
    """The sums over all tasks; or one task that still changes them."""

    task: Task | None = None
    created: int = 0
    completed: int = 0
    total_xp: int = 0
    """Of completed tasks."""
    active: int = 0
    """Shown or taken, and not done."""
    queued: int = 0
    """Not shown yet."""
    completions: tuple[datetime, ...] = ()
    """Within an hour of the last one, in order."""

    def completed_last_hour(self, moment: datetime) -> int:
        return sum(moment - one < LAST_HOUR for one in self.completions)


class TaskStatistics(Projection[TaskCount]):
    """Sums over all tasks."""

    name: ClassVar[str] = "task_statistics"
    handles: ClassVar[frozenset[str]] = TASK_EVENTS
    row: ClassVar[type] = TaskCount

    def apply(self, state: State[TaskCount], event: Recorded) -> None:
        data = event.data
        if isinstance(data, Created):
            _change(state, task_key(data.task), None, task_of(data, event.time))
            return
        key = task_key(task_in(data))
        row = state.get(key)
        before = None if row is None else row.task
        after = None if before is None else stepped(before, event)
        if after is not None:
            _change(state, key, before, after)


def totals(rows: Mapping[str, TaskCount]) -> TaskCount:
    """The sums."""
    return rows.get(TOTALS, TaskCount())


def _change(state: State[TaskCount], key: str, before: Task | None, after: Task) -> None:
    counted = _counted(totals(state.rows()), before, after)
    state.put(TOTALS, counted)
    if after.is_undone:
        state.put(key, TaskCount(task=after))
    else:
        state.remove(key)


def _counted(sums: TaskCount, before: Task | None, after: Task) -> TaskCount:
    changed = replace(
        sums,
        created=sums.created + (before is None),
        active=sums.active + _is_active(after) - _is_active(before),
        queued=sums.queued + _is_queued(after) - _is_queued(before),
    )
    done_at = after.completed_at
    if done_at is None:
        return changed
    return replace(
        changed,
        completed=sums.completed + 1,
        total_xp=sums.total_xp + after.bounty_xp,
        completions=_latest((*sums.completions, done_at)),
    )


def _latest(completions: tuple[datetime, ...]) -> tuple[datetime, ...]:
    newest = max(completions)
    return tuple(sorted(one for one in completions if newest - one < LAST_HOUR))


def _is_active(task: Task | None) -> bool:
    return task is not None and task.is_undone and not task.is_waiting


def _is_queued(task: Task | None) -> bool:
    return task is not None and task.is_waiting
