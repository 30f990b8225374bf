"""Timers of tasks: when one expires, is looked at again in the queue, or people are reminded of it.

How long reminders wait is configuration, so it is the clock that reckons with it (`Pace`), and what
it makes of it are facts: a replay takes the timers as they fired, whatever is configured then.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import ClassVar

from events.envelope import Recorded
from events.tasks import Created, Reminded
from events.timers import Fired
from projections.calendar import Calendar
from projections.projection import Projection, State
from projections.tasks import TASK_EVENTS, Task, stepped, task_in, task_key, task_of
from projections.timers import Due

TASK_EXPIRES = "task_expires"
TASK_WAITS = "task_waits"
TASK_REMINDER = "task_reminder"

STOOD_STILL = timedelta(minutes=1)
"""A clock that fires this much too late did not run when it was time."""

LOOK_AGAIN = timedelta(minutes=10)
"""A task that waits is looked at this often, besides whenever something happens in its zone."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How long things take in this hub, as it is configured."""

    calendar: Calendar = field(default_factory=Calendar)
    reminder_after: timedelta = timedelta(minutes=60)
    """A task that is shown and taken by nobody."""
    reminder_again_after: timedelta = timedelta(minutes=30)
    brain_batch: timedelta = timedelta(seconds=3)
    """Between something noteworthy and the brain's thought about it."""
    brain_apart: timedelta = timedelta(seconds=25)
    """Between the beginnings of two of the brain's cycles, at least."""


@dataclass(frozen=True, slots=True)
class TaskTimer:
    """A task that is still to be done, and which of its timers fired."""

    task: Task
    since: datetime
    """When the task came to its present status."""
    expiry_fired: datetime | None = None
    """The due time that fired."""
    looked_at: datetime | None = None
    reminded_at: datetime | None = None
    """By a timer that fired, or by hand."""


class TaskTimers(Projection[TaskTimer]):
    """What the timers of tasks depend on, by task."""

    name: ClassVar[str] = "task_timers"
    handles: ClassVar[frozenset[str]] = TASK_EVENTS | {Fired.event_type}
    row: ClassVar[type] = TaskTimer

    def apply(self, state: State[TaskTimer], event: Recorded) -> None:
        data = event.data
        if isinstance(data, Fired):
            _fold_fired(state, data, event.time)
        elif isinstance(data, Created):
            row = TaskTimer(task_of(data, event.time), since=event.time)
            state.put(task_key(data.task), row)
        else:
            _fold_step(state, event)


def _fold_step(state: State[TaskTimer], event: Recorded) -> None:
    key = task_key(task_in(event.data))
    known = state.get(key)
    after = None if known is None else stepped(known.task, event)
    if known is None or after is None:
        return
    if not after.is_undone:
        state.remove(key)
        return
    by_hand = isinstance(event.data, Reminded) and event.data.utterance is None
    moved = after.status != known.task.status
    row = replace(
        known,
        task=after,
        since=event.time if moved else known.since,
        reminded_at=event.time if by_hand else known.reminded_at,
    )
    state.put(key, row)


def _fold_fired(state: State[TaskTimer], fired: Fired, time: datetime) -> None:
    purpose, number = task_timer(fired)
    key = None if number is None else task_key(number)
    known = None if key is None else state.get(key)
    if key is None or known is None:
        return
    if purpose == TASK_EXPIRES:
        state.put(key, replace(known, expiry_fired=fired.due))
    elif purpose == TASK_WAITS:
        state.put(key, replace(known, looked_at=_noticed(fired, time)))
    elif purpose == TASK_REMINDER:
        state.put(key, replace(known, reminded_at=_noticed(fired, time)))


def _noticed(fired: Fired, time: datetime) -> datetime:
    """When it was due; but when it was noticed, if the clock had stood still meanwhile."""
    return fired.due if time - fired.due < STOOD_STILL else time


def task_timer(fired: Fired) -> tuple[str, int | None]:
    """A timer's purpose, and the task that it is about; None if it is about none."""
    purpose, _, name = fired.timer.partition(":")
    is_tasks = purpose in (TASK_EXPIRES, TASK_WAITS, TASK_REMINDER)
    return purpose, int(name) if is_tasks and name.isdecimal() else None


def due_for_task(row: TaskTimer, pace: Pace, now: datetime) -> Iterator[Due]:
    """The armed timers of a task. When its time is over, nothing else is due any more."""
    task, end = row.task, row.task.due
    if end is not None and end != row.expiry_fired:
        yield Due(f"{TASK_EXPIRES}:{task.task}", end)
    other = _other(row, pace, now)
    if other is not None and (end is None or other.due < end):
        yield other


def _other(row: TaskTimer, pace: Pace, now: datetime) -> Due | None:
    if row.task.status == "queued":
        looked_at = row.since if row.looked_at is None else row.looked_at
        return Due(f"{TASK_WAITS}:{row.task.task}", looked_at + LOOK_AGAIN)
    if row.task.is_shown:
        return Due(f"{TASK_REMINDER}:{row.task.task}", _reminder(row, pace, now))
    return None


def _reminder(row: TaskTimer, pace: Pace, now: datetime) -> datetime:
    """When to remind people; never in quiet hours, not even of what is overdue."""
    due = row.since + pace.reminder_after
    if row.reminded_at is not None:
        due = max(due, row.reminded_at + pace.reminder_again_after)
    return pace.calendar.after_quiet(now if due < now and pace.calendar.is_quiet(now) else due)
