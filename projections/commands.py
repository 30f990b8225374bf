"""Commands to devices: asked for, sent, answered or given up, and answered late.

An outcome is the first that the log holds, and an
answer counts only from the device that was asked. One after the time was up changes no outcome;
it is told as late.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import ClassVar, Literal

from events.devices import (
    CommandFailed,
    CommandRequested,
    CommandSent,
    CommandSucceeded,
    CommandTimedOut,
)
from events.envelope import Recorded
from projections.projection import Projection, State

Status = Literal["requested", "sent", "succeeded", "failed", "timed_out"]
Answered = Literal["succeeded", "failed"]

OPEN: frozenset[Status] = frozenset({"requested", "sent"})

LONGEST_TIMEOUT_S = 300.0
"""No command is waited for longer, whatever its request says."""

COMMAND_EVENTS: frozenset[str] = frozenset(
    payload.event_type
    for payload in (
        CommandRequested,
        CommandSent,
        CommandSucceeded,
        CommandFailed,
        CommandTimedOut,
    )
)
"""Everything that moves a command."""


@dataclass(frozen=True, slots=True)
class Command:
    """One command, as far as it has come."""

    request_id: str
    device: str
    tool: str
    requested_at: datetime
    due: datetime
    """From then on, no answer counts."""
    idempotent: bool = False
    attempt: int = 1
    retry_of: str | None = None
    status: Status = "requested"
    sendings: int = 0
    settled_at: datetime | None = None
    message: str | None = None
    """What the device said was wrong."""
    late_answer: Answered | None = None
    """What the device answered when the time was up already."""
    late_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        return self.status in OPEN


class Commands(Projection[Command]):
    """Every command that a device was ever given, by its request's id."""

    name: ClassVar[str] = "commands"
    version: ClassVar[int] = 2
    handles: ClassVar[frozenset[str]] = COMMAND_EVENTS
    row: ClassVar[type] = Command

    def apply(self, state: State[Command], event: Recorded) -> None:
        data = event.data
        if isinstance(data, CommandRequested):
            if state.get(data.request_id) is None:
                state.put(data.request_id, _command_of(data, event))
            return
        request_id = getattr(data, "request_id", None)
        known = None if request_id is None else state.get(request_id)
        after = None if known is None else _stepped(known, event)
        if after is not None and after is not known:
            state.put(after.request_id, after)


def due_at(request: Recorded) -> datetime:
    """When the time of a command is up, counted from when its request could be read.

    Not from the event's own time, which is its cause's: what a late reading brings about would be
    overdue before anybody could send it.
    """
    wanted = request.data
    assert isinstance(wanted, CommandRequested)
    return request.recorded_at + timedelta(seconds=min(wanted.timeout_s, LONGEST_TIMEOUT_S))


def is_answer_of(device: str, event: Recorded) -> bool:
    """Whether it is an answer by that device; what another says of the command is none."""
    data = event.data
    return isinstance(data, CommandSucceeded | CommandFailed) and data.device == device


def _command_of(wanted: CommandRequested, event: Recorded) -> Command:
    return Command(
        wanted.request_id,
        wanted.device,
        wanted.tool,
        event.time,
        due_at(event),
        wanted.idempotent,
        wanted.attempt,
        wanted.retry_of,
    )


def _stepped(known: Command, event: Recorded) -> Command:
    data = event.data
    if isinstance(data, CommandSent):
        status: Status = "sent" if known.is_open else known.status
        return replace(known, status=status, sendings=max(known.sendings, data.sending))
    if isinstance(data, CommandTimedOut):
        if not known.is_open:
            return known
        return replace(known, status="timed_out", settled_at=event.time)
    return _answered(known, event) if is_answer_of(known.device, event) else known


def _answered(known: Command, event: Recorded) -> Command:
    data = event.data
    answer: Answered = "failed" if isinstance(data, CommandFailed) else "succeeded"
    if known.is_open:
        message = data.message if isinstance(data, CommandFailed) else None
        return replace(known, status=answer, settled_at=event.time, message=message)
    if known.status == "timed_out" and known.late_answer is None:
        return replace(known, late_answer=answer, late_at=event.time)
    return known
