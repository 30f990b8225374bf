"""The intake: a wish becomes a task of its own, or news about one that is open.

Only what came before the wish in the log counts: a task that was completed, cancelled or expired by
then takes in nothing. Its own decisions count from when they are taken, as for every reactor. Tasks
are numbered 1, 2, 3 … in the order of their wishes.
"""

from collections.abc import Sequence
from typing import ClassVar

from events.envelope import Draft, Recorded
from events.tasks import Accepted, Cancelled, Completed, Expired, Merged, Requested
from handlers.reactor import Reactor
from handlers.tasks.duplicates import changes_to, open_twin
from handlers.tasks.subjects import task_subject, zone_tags
from handlers.tasks.wishes import task_wished
from projections.projection import State
from projections.tasks import Task, stepped, task_in, task_key, task_of, updated

LAST = "last"
"""The row of the task with the highest number, whatever became of it."""


class TaskIntake(Reactor[Task]):
    """Created or merged, for every wish. Its rows are the open tasks, and the last one."""

    name: ClassVar[str] = "task_intake"
    version: ClassVar[int] = 2
    handles: ClassVar[frozenset[str]] = frozenset(
        payload.event_type for payload in (Requested, Accepted, Completed, Expired, Cancelled)
    )
    row: ClassVar[type] = Task

    def step(self, state: State[Task], event: Recorded) -> Sequence[Draft]:
        wish = event.data
        if not isinstance(wish, Requested):
            _fold(state, event)
            return ()
        twin = open_twin(wish, (row for key, row in state.rows().items() if key != LAST))
        return [_created(state, wish, event) if twin is None else _merged(state, *twin, event)]


def _created(state: State[Task], wish: Requested, event: Recorded) -> Draft:
    last = state.get(LAST)
    created = task_wished(wish, 1 if last is None else last.task + 1, event.time)
    task = task_of(created, event.time)
    state.put(task_key(task.task), task)
    state.put(LAST, task)
    return Draft(created, task_subject(task.task), zone_tags(task.zone))


def _merged(state: State[Task], task: Task, reason: str, event: Recorded) -> Draft:
    wish = event.data
    assert isinstance(wish, Requested)
    changes = changes_to(task, wish, event.time)
    state.put(task_key(task.task), updated(task, changes))
    merged = Merged(task=task.task, request=str(event.id), reason=reason, changes=changes)
    return Draft(merged, task_subject(task.task))


def _fold(state: State[Task], event: Recorded) -> None:
    key = task_key(task_in(event.data))
    known = state.get(key)
    if known is None:
        return
    after = stepped(known, event)
    if _is_over(known, after, event):
        state.remove(key)
    elif after is not None:
        state.put(key, after)


def _is_over(known: Task, after: Task | None, event: Recorded) -> bool:
    """An expiry may not fit the task any more that a wish just prolonged, if the log had it first.

    Then it is over all the same, and the next wish a new task: rather two tasks than none.
    """
    if event.type == Expired.event_type and known.accepted_at is None:
        return True
    return after is not None and not after.is_undone
