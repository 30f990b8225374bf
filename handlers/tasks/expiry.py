"""Expiry: a task whose time is over is nobody's any more.

Whether an expiry fits a task is for the order of the log to say: who accepted it just before its
expiry was recorded, has it. So the task is forgotten only when its expiry is read back and fits;
that it was decided is remembered by the due time that it was decided about.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import ClassVar

from events.envelope import Draft, Recorded
from events.tasks import Accepted, Cancelled, Completed, Created, Expired, Merged
from events.timers import Fired
from handlers.reactor import Reactor
from handlers.tasks.subjects import task_subject
from projections.projection import State
from projections.task_timers import TASK_EXPIRES, task_timer
from projections.tasks import Task, stepped, task_in, task_key, task_of


@dataclass(frozen=True, slots=True)
class Mortal:
    """A task that is still to be done."""

    task: Task
    decided: datetime | None = None
    """The due time at which it was decided that it has expired."""


class TaskExpiry(Reactor[Mortal]):
    """A task that is due when its timer fires, and nobody has done, expired."""

    name: ClassVar[str] = "task_expiry"
    handles: ClassVar[frozenset[str]] = frozenset(
        payload.event_type
        for payload in (Created, Merged, Accepted, Completed, Cancelled, Expired, Fired)
    )
    row: ClassVar[type] = Mortal

    def step(self, state: State[Mortal], event: Recorded) -> Sequence[Draft]:
        data = event.data
        if isinstance(data, Fired):
            return _fired(state, data, event.time)
        if isinstance(data, Created):
            state.put(task_key(data.task), Mortal(task_of(data, event.time)))
        else:
            _fold(state, event)
        return ()


def _fired(state: State[Mortal], fired: Fired, now: datetime) -> list[Draft]:
    purpose, number = task_timer(fired)
    known = None if number is None else state.get(task_key(number))
    if purpose != TASK_EXPIRES or known is None:
        return []
    task, due = known.task, known.task.due
    if due is None or due > now or due == known.decided:
        return []
    state.put(task_key(task.task), replace(known, decided=due))
    return [Draft(Expired(task=task.task), task_subject(task.task))]


def _fold(state: State[Mortal], event: Recorded) -> None:
    key = task_key(task_in(event.data))
    known = state.get(key)
    after = None if known is None else stepped(known.task, event)
    if known is None or after is None:
        return
    if after.is_undone:
        state.put(key, replace(known, task=after))
    else:
        state.remove(key)
