"""Reminders: of what is shown and taken by nobody.

When it is time for one, the clock says: how long that takes is configured, and in the quiet hours
it never is. Here only the task counts, so a replay reminds when it was reminded, whatever the
configuration has become. By hand, a task can be marked as reminded of before its timer fires.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import ClassVar

from events.envelope import Draft, Recorded
from events.tasks import Created, Reminded
from events.timers import Fired
from handlers.reactor import Reactor
from handlers.tasks.announcing import reminded
from projections.projection import State
from projections.task_timers import TASK_REMINDER, task_timer
from projections.tasks import TASK_EVENTS, Task, stepped, task_in, task_key, task_of


class TaskReminders(Reactor[Task]):
    """Reminded, when a timer says so and the task is still there to be taken."""

    name: ClassVar[str] = "task_reminders"
    handles: ClassVar[frozenset[str]] = TASK_EVENTS | {Fired.event_type}
    row: ClassVar[type] = Task

    def step(self, state: State[Task], event: Recorded) -> Sequence[Draft]:
        data = event.data
        if isinstance(data, Fired):
            return _fired(state, data, event)
        if isinstance(data, Created):
            state.put(task_key(data.task), task_of(data, event.time))
        else:
            _fold(state, event)
        return ()


def _fired(state: State[Task], fired: Fired, event: Recorded) -> list[Draft]:
    purpose, number = task_timer(fired)
    task = None if number is None else state.get(task_key(number))
    if purpose != TASK_REMINDER or task is None or not task.is_shown:
        return []
    if task.reminded_at is not None and task.reminded_at >= fired.due:
        return []
    state.put(task_key(task.task), replace(task, reminded_at=event.time))
    return reminded(task, str(int(fired.due.timestamp())))


def _fold(state: State[Task], event: Recorded) -> None:
    key = task_key(task_in(event.data))
    known = state.get(key)
    after = None if known is None else stepped(known, event)
    if known is None or after is None:
        return
    if not after.is_free:
        state.remove(key)
    elif isinstance(event.data, Reminded) and known.reminded_at is not None:
        # Our own, read back: what happened since it was decided counts more.
        latest = max(known.reminded_at, event.time)
        state.put(key, replace(after, reminded_at=latest))
    else:
        state.put(key, after)
