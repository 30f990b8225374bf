"""Tasks: what only people can do, from the wish to the report."""

from datetime import datetime
from typing import Any, Literal

from pydantic import Field

from events.payload import Payload

ReportStatus = Literal["no_issue", "resolved", "needs_followup", "cannot_resolve"]


class Requested(Payload, exogenous=True):
    """Somebody or something wishes for a task; whether it becomes one, a decider says."""

    zone: str | None = None
    issue: str | None = None
    """What is wrong, in the code of whoever asks: `whiteboard_dirty`. Absent where people ask."""
    severity: str | None = None
    title: str | None = None
    description: str | None = None
    location: str | None = None
    bounty_milli: int | None = Field(default=None, ge=0)
    bounty_xp: int | None = Field(default=None, ge=0)
    urgency: int | None = Field(default=None, ge=0, le=4)
    task_types: tuple[str, ...] = ()
    expires_at: datetime | None = None
    min_people_required: int | None = Field(default=None, ge=0)
    estimated_duration_min: int | None = Field(default=None, ge=0)
    announcement_audio_url: str | None = None
    announcement_text: str | None = None
    completion_audio_url: str | None = None
    completion_text: str | None = None
    details: dict[str, Any] = Field(default_factory=dict)
    reported_time: str | None = None
    """The device's own time stamp, kept where it was out of range and arrival time was used."""


class Created(Payload):
    """A task exists from now on."""

    task: int
    title: str
    description: str | None = None
    location: str | None = None
    zone: str | None = None
    cause: str | None = None
    """What the task is to mend (`co2`, `whiteboard_dirty`); tasks with other causes never merge."""
    bounty_milli: int = Field(ge=0)
    bounty_xp: int = Field(ge=0)
    urgency: int = Field(ge=0, le=4)
    task_types: tuple[str, ...] = ()
    expires_at: datetime | None = None
    min_people_required: int = Field(default=1, ge=0)
    estimated_duration_min: int = Field(default=10, ge=0)
    announcement_audio_url: str | None = None
    announcement_text: str | None = None
    completion_audio_url: str | None = None
    completion_text: str | None = None


class Merged(Payload):
    """A wish for a task was the same problem as an open task."""

    task: int
    request: str
    """Id of the event that asked."""
    reason: str
    changes: dict[str, Any] = Field(default_factory=dict)
    """Fields of the open task that the newer wish updates."""


class Queued(Payload):
    """The task waits for a better moment."""

    task: int
    reason: str


class Dispatched(Payload):
    """The task is shown to people from now on."""

    task: int
    reason: str


class Announced(Payload):
    """The task was said aloud."""

    task: int
    utterance: str


class Reminded(Payload):
    """People were reminded of a task that nobody took."""

    task: int
    utterance: str | None = None


class Accepted(Payload, exogenous=True):
    """A person took the task."""

    task: int
    person: int | None = None
    """User number; absent when somebody took it at a kiosk without signing in."""


class Ignored(Payload, exogenous=True):
    """A person turned the task down."""

    task: int
    person: int | None = None


class Completed(Payload, exogenous=True):
    """A person reported the task done."""

    task: int
    person: int | None = None
    report_status: ReportStatus | None = None
    completion_note: str | None = Field(default=None, max_length=500)


class Expired(Payload):
    """Nobody did the task in time."""

    task: int


class Cancelled(Payload, exogenous=True):
    """The task was taken back."""

    task: int
    reason: str | None = None
