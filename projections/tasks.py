"""Tasks: what is to be done, how far it is, and which steps lead from where to where.

`stepped` is the one place that knows a task's life. An event that does not fit the task's status
changes nothing: a timer that fired just before somebody accepted does not take the task away.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, ClassVar, Literal

from events.envelope import Recorded
from events.payload import Payload
from events.tasks import (
    Accepted,
    Announced,
    Cancelled,
    Completed,
    Created,
    Dispatched,
    Expired,
    Ignored,
    Merged,
    Queued,
    Reminded,
    ReportStatus,
)
from projections.projection import Projection, State

Status = Literal["created", "queued", "dispatched", "accepted", "completed", "expired", "cancelled"]

WAITING: frozenset[Status] = frozenset({"created", "queued"})
"""Not shown to anybody yet."""
FREE: frozenset[Status] = WAITING | {"dispatched"}
"""Nobody has taken it."""
UNDONE: frozenset[Status] = FREE | {"accepted"}
"""Still to be done."""

GRACE = timedelta(hours=24)
"""For how long past its time, and past its acceptance, an accepted task is waited for."""


@dataclass(frozen=True, slots=True)
class Task:
    """One task, as far as it has come."""

    task: int
    title: str
    bounty_milli: int
    bounty_xp: int
    urgency: int
    created_at: datetime
    status: Status = "created"
    description: str | None = None
    location: str | None = None
    zone: str | None = None
    cause: str | None = None
    task_types: tuple[str, ...] = ()
    expires_at: datetime | None = None
    min_people_required: int = 1
    estimated_duration_min: int = 10
    announcement_audio_url: str | None = None
    announcement_text: str | None = None
    completion_audio_url: str | None = None
    completion_text: str | None = None
    queued_at: datetime | None = None
    dispatched_at: datetime | None = None
    announced_at: datetime | None = None
    reminded_at: datetime | None = None
    accepted_at: datetime | None = None
    assigned_to: int | None = None
    """The person who accepted it; None also where somebody accepted it without signing in."""
    completed_at: datetime | None = None
    completed_by: int | None = None
    report_status: ReportStatus | None = None
    completion_note: str | None = None
    ignored: int = 0
    """How often somebody turned it down."""

    @property
    def is_waiting(self) -> bool:
        return self.status in WAITING

    @property
    def is_free(self) -> bool:
        return self.status in FREE

    @property
    def is_undone(self) -> bool:
        return self.status in UNDONE

    @property
    def is_shown(self) -> bool:
        return self.status == "dispatched"

    @property
    def due(self) -> datetime | None:
        """When it expires, as it stands; None for a task that is over or has all the time."""
        if self.expires_at is None or not self.is_undone:
            return None
        if self.accepted_at is None:
            return self.expires_at
        return max(self.expires_at, self.accepted_at) + GRACE


Step = Callable[[Task, Recorded, Any], Task | None]  # Any: the payload that the step is about


def _queued(task: Task, event: Recorded, _: Queued) -> Task | None:
    if task.status != "created":
        return None
    return replace(task, status="queued", queued_at=event.time)


def _dispatched(task: Task, event: Recorded, _: Dispatched) -> Task | None:
    if task.status not in WAITING:
        return None
    return replace(task, status="dispatched", dispatched_at=event.time)


def _announced(task: Task, event: Recorded, _: Announced) -> Task | None:
    return replace(task, announced_at=event.time) if task.is_undone else None


def _reminded(task: Task, event: Recorded, _: Reminded) -> Task | None:
    return replace(task, reminded_at=event.time) if task.is_undone else None


def _ignored(task: Task, _: Recorded, __: Ignored) -> Task | None:
    return replace(task, ignored=task.ignored + 1) if task.is_undone else None


def _accepted(task: Task, event: Recorded, data: Accepted) -> Task | None:
    if not task.is_free:
        return None
    return replace(task, status="accepted", accepted_at=event.time, assigned_to=data.person)


def _completed(task: Task, event: Recorded, data: Completed) -> Task | None:
    if task.status != "accepted":
        return None
    return replace(
        task,
        status="completed",
        completed_at=event.time,
        completed_by=data.person if task.assigned_to is None else task.assigned_to,
        report_status=data.report_status,
        completion_note=data.completion_note,
    )


def _expired(task: Task, event: Recorded, _: Expired) -> Task | None:
    due = task.due
    return None if due is None or event.time < due else replace(task, status="expired")


def _cancelled(task: Task, _: Recorded, __: Cancelled) -> Task | None:
    return replace(task, status="cancelled") if task.is_undone else None


def _merged(task: Task, _: Recorded, data: Merged) -> Task | None:
    return updated(task, data.changes) if task.is_undone else None


STEPS: Mapping[str, Step] = {
    Merged.event_type: _merged,
    Queued.event_type: _queued,
    Dispatched.event_type: _dispatched,
    Announced.event_type: _announced,
    Reminded.event_type: _reminded,
    Accepted.event_type: _accepted,
    Ignored.event_type: _ignored,
    Completed.event_type: _completed,
    Expired.event_type: _expired,
    Cancelled.event_type: _cancelled,
}

TASK_EVENTS: frozenset[str] = frozenset(STEPS) | {Created.event_type}
"""Everything that moves a task."""


class Tasks(Projection[Task]):
    """Every task that there ever was, by number."""

    name: ClassVar[str] = "tasks"
    handles: ClassVar[frozenset[str]] = TASK_EVENTS
    row: ClassVar[type] = Task

    def apply(self, state: State[Task], event: Recorded) -> None:
        if isinstance(event.data, Created):
            state.put(task_key(event.data.task), task_of(event.data, event.time))
            return
        key = task_key(task_in(event.data))
        known = state.get(key)
        after = None if known is None else stepped(known, event)
        if after is not None:
            state.put(key, after)


def stepped(task: Task, event: Recorded) -> Task | None:
    """The task after an event about it; None if the event does not fit, and changes nothing."""
    step = STEPS.get(event.type)
    return None if step is None else step(task, event, event.data)


def task_of(created: Created, time: datetime) -> Task:
    """The task as it begins."""
    return Task(**created.model_dump(), created_at=time)


AboutTask = (
    Accepted
    | Announced
    | Cancelled
    | Completed
    | Created
    | Dispatched
    | Expired
    | Ignored
    | Merged
    | Queued
    | Reminded
)
"""All that is said of a task once it has its number."""


def task_key(task: int) -> str:
    """Sorts by number."""
    return f"{task:012d}"


def task_in(data: Payload) -> int:
    """The number of the task that an event is about, whatever step of a task it tells of."""
    assert isinstance(data, AboutTask)
    return data.task


MERGEABLE = frozenset(
    {
        "description", "location", "zone", "bounty_milli", "bounty_xp", "urgency", "task_types",
        "expires_at", "min_people_required", "estimated_duration_min", "announcement_audio_url",
        "announcement_text", "completion_audio_url", "completion_text", "title",
    }
)  # fmt: skip
"""What a newer wish for the same task may change; which of it, `handlers.tasks.merging` says."""


def updated(task: Task, changes: Mapping[str, Any]) -> Task:
    """The task with the changes of a newer wish, as they stand in `tasks.merged`."""
    known = {name: value for name, value in changes.items() if name in MERGEABLE}
    if isinstance(moment := known.get("expires_at"), str):
        known["expires_at"] = datetime.fromisoformat(moment)
    if "task_types" in known:
        known["task_types"] = tuple(known["task_types"])
    if task.accepted_at is not None:
        known.pop("bounty_milli", None)  # what was promised is what is paid
    return replace(task, **known)
