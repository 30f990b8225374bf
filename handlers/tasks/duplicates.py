"""Duplicates: whether a wish is for a task that is open already.

The same title at the same place is the same task. In one zone, tasks of overlapping types are the
same only if they mend the same: "too hot" and "stuffy" are two problems, whatever their types, and
none may swallow the other. A wish without a cause is compared by title alone. An approval is like
nothing else: one person's word is for one action, and nobody's wish may change what it says.
"""

from collections.abc import Iterable

from events.tasks import Requested
from handlers.tasks.wishes import location_of, title_of
from projections.tasks import Task

APPROVAL = "approval"
"""The type of a task that asks a person to let something be done."""


def open_twin(wish: Requested, tasks: Iterable[Task]) -> tuple[Task, str] | None:
    """The oldest open task that the wish is for, and why; None if it is for a new one."""
    if APPROVAL in wish.task_types:
        return None
    mergeable = (one for one in tasks if one.is_undone and APPROVAL not in one.task_types)
    open_tasks = sorted(mergeable, key=lambda one: one.task)
    title, location = title_of(wish), location_of(wish)
    for task in open_tasks:
        if task.title == title and task.location == location:
            return task, "same_title_and_place"
    for task in open_tasks:
        if _mends_the_same(wish, task):
            return task, "same_cause_in_zone"
    return None


def _mends_the_same(wish: Requested, task: Task) -> bool:
    return (
        wish.issue is not None
        and wish.issue == task.cause
        and wish.zone is not None
        and wish.zone == task.zone
        and (_same_kind(wish.task_types, task.task_types))
    )


def _same_kind(some: tuple[str, ...], others: tuple[str, ...]) -> bool:
    """Types overlap; a task without any type overlaps with its like."""
    return not set(some).isdisjoint(others) or not (some or others)
