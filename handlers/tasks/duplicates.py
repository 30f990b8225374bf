"""Duplicates: whether a wish is for a task that is open already, and what it changes about it.

The same title at the same place is the same task. In one zone, tasks of overlapping types are the
same only if they mend the same: "too hot" and "stuffy" are two problems, whatever their types, and
none may swallow the other. A wish without a cause is compared by title alone. An approval is like
nothing else: one person's word is for one action, and nobody's wish may change what it says.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from events.tasks import Requested
from handlers.tasks.wishes import given_fields, lifetime, location_of, title_of
from projections.tasks import MERGEABLE, Task

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


def changes_to(task: Task, wish: Requested, time: datetime) -> dict[str, Any]:
    """What a newer wish changes about an open task: what it names, where that is not so already.

    A wish that does not say how long it is worth something keeps the task alive as long as a new
    one would live; none shortens a life by keeping silent.
    """
    given = given_fields(wish, time)
    if wish.expires_at is None and task.expires_at is not None:
        given["expires_at"] = max(task.expires_at, time + lifetime(wish.task_types))
    if task.accepted_at is not None:
        given.pop("bounty_milli", None)  # what was promised is what is paid
    return {
        name: _as_json(given[name])
        for name in sorted(MERGEABLE & given.keys())  # in one order, whatever the hashes are
        if given[name] != getattr(task, name)
    }


def _as_json(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value
