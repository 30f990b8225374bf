"""Merging: what a wish changes about the open task that it is for, and by whose word.

No wish makes a task less: not its urgency, its pay, its types or its time. Its owner, who wished
for it first, may say anew what is to be done; another adds a description where there is none. What
the brain wishes for has no such owner: the model and every agent's wishes are told by it alike. A
task of the safety floor's is changed by the floor alone; one that the floor wishes for too becomes
the floor's own, so that people read of a danger in no other words than its.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from events.identity import Subject
from events.tasks import Requested
from handlers.brain.effects import NAME as BRAIN_NAME
from handlers.safety.floor import SafetyFloor
from handlers.tasks.wishes import given_fields, lifetime, task_wished
from projections.tasks import Task

FLOOR = Subject.of("handler", SafetyFloor.name)

BRAIN = Subject.of("handler", BRAIN_NAME)
"""Tells of the wishes of the model, of members' agents and of operators', all as its own."""

MOST_TYPES = 16
"""A task that has so many gets no further ones from other wishes."""

_RAISED = ("bounty_milli", "bounty_xp", "urgency")
_WORDED = (
    "description",
    "min_people_required",
    "estimated_duration_min",
    "announcement_audio_url",
    "announcement_text",
    "completion_audio_url",
    "completion_text",
)
_TOLD = (*_WORDED, "title", "location", "zone")
"""What people read and hear of a task."""


def owner_after(owner: str | None, wisher: str | None) -> str | None:
    """Whose task it is once somebody wished for it again; None stands for whoever is at a desk."""
    return FLOOR if wisher == FLOOR else owner


def changes_to(
    task: Task, owner: str | None, wish: Requested, wisher: str | None, time: datetime
) -> dict[str, Any]:
    """What a newer wish changes about an open task, where that is not so already."""
    if owner == FLOOR != wisher:
        return {}
    given = given_fields(wish, time)
    changed = {**_raised(task, given), **_worded(task, given, owner, wisher)}
    changed["task_types"] = _types(task, wish)
    changed["expires_at"] = _end(task, wish, given.get("expires_at"), time)
    if wisher == FLOOR:
        alone = task_wished(wish, task.task, time)
        changed |= {name: getattr(alone, name) for name in _TOLD}
    return {
        name: _as_json(value)
        for name, value in sorted(changed.items())  # in one order, whoever wishes
        if value != getattr(task, name)
    }


def _raised(task: Task, given: Mapping[str, Any]) -> dict[str, Any]:
    """What was promised for a task that somebody has taken is what is paid."""
    fixed = {"bounty_milli"} if task.accepted_at is not None else set()
    return {
        name: max(given[name], getattr(task, name))
        for name in _RAISED
        if name in given and name not in fixed
    }


def _worded(
    task: Task, given: Mapping[str, Any], owner: str | None, wisher: str | None
) -> dict[str, Any]:
    if wisher == owner != BRAIN:
        return {name: given[name] for name in _WORDED if name in given}
    is_open = task.description is None and "description" in given
    return {"description": given["description"]} if is_open else {}


def _types(task: Task, wish: Requested) -> tuple[str, ...]:
    every = dict.fromkeys((*task.task_types, *wish.task_types))
    return tuple(every)[: max(MOST_TYPES, len(task.task_types))]


def _end(task: Task, wish: Requested, said: datetime | None, time: datetime) -> datetime | None:
    """A wish that names no end keeps the task alive as long as a new one would live."""
    if task.expires_at is None:
        return None
    return max(task.expires_at, said or time + lifetime(wish.task_types))


def _as_json(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value
