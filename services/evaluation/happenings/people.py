"""What people do, the brain's own deeds among it: they come, sit, wish for tasks and report.

What the brain did before and what a person reported needs more than telling: the office does it.
"""

from collections.abc import Iterator
from typing import Any, Literal

from pydantic import Field

from events.identity import Subject
from events.payload import Payload
from events.tasks import ReportStatus, Requested
from events.zones import PersonEntered, PersonExited, SedentaryNoticed
from services.evaluation.happenings.happening import Happening, OfZone, Telling, Told


class People(OfZone):
    """So many people are there now."""

    kind: Literal["people"]
    count: int = Field(ge=0)
    before: int = Field(default=0, ge=0)

    def data(self) -> Payload:
        zone, count, before = self.zone, self.count, self.before
        if count > before:
            return PersonEntered(zone=zone, count=count, previous=before)
        return PersonExited(zone=zone, count=count, previous=max(before, 1))


class Sat(OfZone):
    """Somebody kept the same posture."""

    kind: Literal["sat"]
    minutes: float

    def data(self) -> Payload:
        return SedentaryNoticed(zone=self.zone, duration_s=self.minutes * 60)


class Wished(Telling):
    """A person or a device wishes for a task, and it becomes one."""

    kind: Literal["wished"]
    title: str
    zone: str | None = None
    issue: str | None = None
    description: str | None = None
    task_types: tuple[str, ...] = Field(default=("general",), strict=False)
    urgency: int = Field(default=2, ge=0, le=4)

    def events(self) -> Iterator[Told]:
        fields = self.model_dump(exclude={"kind", "ago_s"})
        data = Requested(**fields, bounty_milli=1_000)
        yield Told(Subject.of("zone", self.zone or "office"), data)


class Reported(Happening):
    """A person took the task of that title, and reported on it."""

    kind: Literal["reported"]
    title: str
    status: ReportStatus
    note: str | None = None


class Did(Happening):
    """The brain thought before, and called this."""

    kind: Literal["did"]
    calls: tuple[dict[str, Any], ...] = Field(strict=False)
