"""What clients send about tasks, within bounds, and what they are told. Amounts: milli-credits."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from events.tasks import ReportStatus, Requested
from handlers.credits.arguments import PRINTABLE, Number
from handlers.credits.rules import AMOUNT_LIMIT
from projections.tasks import Task
from services.claims import IssuedClaim

COUNT_LIMIT = 1_000_000
TYPES_LIMIT = 20


def _trimmed(text: str) -> str:
    if not text.strip():
        raise ValueError("must not be empty")
    return text.strip()


def _in_utc(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


WITHOUT_NUL = r"^[^\x00]*$"

Title = Annotated[str, Field(max_length=300, pattern=WITHOUT_NUL), AfterValidator(_trimmed)]
Name = Annotated[str, Field(max_length=100, pattern=PRINTABLE)]
Text = Annotated[str, Field(max_length=2_000, pattern=WITHOUT_NUL)]
"""No log holds a NUL that Postgres could give out again."""
Url = Annotated[str, Field(max_length=2_000, pattern=PRINTABLE)]
Kind = Annotated[str, Field(min_length=1, max_length=50, pattern=PRINTABLE)]
Amount = Annotated[int, Field(ge=0, le=AMOUNT_LIMIT)]
Count = Annotated[int, Field(ge=0, le=COUNT_LIMIT)]


class Body(BaseModel):
    """Older clients send fields that nobody reads any more."""

    model_config = ConfigDict(extra="ignore")


class NewTask(Body):
    """A wish; what is left out is for the intake to say, as it would for a device."""

    title: Title
    description: Text | None = None
    location: Name | None = None
    zone: Name | None = None
    bounty_gold: Amount | None = Field(default=None, description="Milli-credits; 10 if absent.")
    bounty_xp: Count | None = Field(default=None, description="50 if absent.")
    urgency: Annotated[int, Field(ge=0, le=4)] | None = Field(
        default=None, description="0 deferred, 1 low, 2 normal (if absent), 3 high, 4 critical."
    )
    task_type: Annotated[list[Kind], Field(max_length=TYPES_LIMIT)] | None = None
    expires_at: Annotated[datetime, AfterValidator(_in_utc)] | None = None
    min_people_required: Count | None = Field(default=None, description="1 if absent.")
    estimated_duration: Count | None = Field(default=None, description="Minutes; 10 if absent.")
    announcement_audio_url: Url | None = None
    announcement_text: Text | None = None
    completion_audio_url: Url | None = None
    completion_text: Text | None = None

    def requested(self) -> Requested:
        return Requested(
            title=self.title,
            description=self.description,
            location=(self.location or "").strip() or None,
            zone=(self.zone or "").strip() or None,
            bounty_milli=self.bounty_gold,
            bounty_xp=self.bounty_xp,
            urgency=self.urgency,
            task_types=tuple(dict.fromkeys(self.task_type or ())),
            expires_at=self.expires_at,
            min_people_required=self.min_people_required,
            estimated_duration_min=self.estimated_duration,
            announcement_audio_url=self.announcement_audio_url,
            announcement_text=self.announcement_text,
            completion_audio_url=self.completion_audio_url,
            completion_text=self.completion_text,
        )


class Somebody(Body):
    """Who taps; nobody in particular if absent."""

    user_id: Number | None = None


class Report(Somebody):
    """What came of a task."""

    report_status: ReportStatus | None = None
    completion_note: Annotated[Text, Field(max_length=500)] | None = None

    def said(self) -> dict[str, Any]:
        return {"report_status": self.report_status, "completion_note": self.completion_note}


class Reason(Body):
    """Why a task is taken back."""

    reason: Text | None = None


StatusName = Literal["queued", "open", "accepted", "completed"]


_SAME: Mapping[str, StatusName] = {"accepted": "accepted", "completed": "completed"}


def status_of(task: Task) -> StatusName | None:
    """As clients call it; None for what is expired or was taken back."""
    if task.is_waiting:
        return "queued"
    if task.is_shown:
        return "open"
    return _SAME.get(task.status)


def task_object(task: Task) -> dict[str, Any]:
    return {
        "id": task.task,
        "title": task.title,
        "description": task.description,
        "location": task.location,
        "zone": task.zone,
        "bounty_gold": task.bounty_milli,
        "bounty_xp": task.bounty_xp,
        "urgency": task.urgency,
        "task_type": list(task.task_types),
        "is_completed": task.completed_at is not None,
        "completed_at": task.completed_at,
        "created_at": task.created_at,
        "expires_at": task.expires_at,
        "assigned_to": task.assigned_to,
        "accepted_at": task.accepted_at,
        "is_queued": task.is_waiting,
        "dispatched_at": task.dispatched_at,
        "last_reminded_at": task.reminded_at,
        "report_status": task.report_status,
        "completion_note": task.completion_note,
        "min_people_required": task.min_people_required,
        "estimated_duration": task.estimated_duration_min,
        "announcement_audio_url": task.announcement_audio_url,
        "announcement_text": task.announcement_text,
        "completion_audio_url": task.completion_audio_url,
        "completion_text": task.completion_text,
    }


def claim_object(claim: IssuedClaim) -> dict[str, Any]:
    """What the screen shows, as a QR code or a link."""
    return {
        "token": claim.token,
        "path": f"/claims/{claim.token}",
        "amount": claim.amount_milli,
        "expires_at": claim.expires_at.isoformat(),
    }
