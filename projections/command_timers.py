"""Timers of commands: `command_due:{request_id}` fires when a command's time is up unanswered."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar

from events.devices import CommandFailed, CommandRequested, CommandSucceeded, CommandTimedOut
from events.envelope import Recorded
from events.timers import Fired
from projections.commands import due_at, is_answer_of
from projections.projection import Projection, State
from projections.timers import Due

COMMAND_DUE = "command_due"

NOTICED_WITHIN = timedelta(seconds=60)
"""Of a timer that fires later, no clock had been there to notice."""


@dataclass(frozen=True, slots=True)
class CommandTimer:
    """A command without an outcome."""

    request_id: str
    device: str
    due: datetime

    def timer(self) -> Due:
        return Due(f"{COMMAND_DUE}:{self.request_id}", self.due)


class CommandTimers(Projection[CommandTimer]):
    """When each command that is waited for has been waited for long enough."""

    name: ClassVar[str] = "command_timers"
    version: ClassVar[int] = 2
    handles: ClassVar[frozenset[str]] = frozenset(
        payload.event_type
        for payload in (CommandRequested, CommandSucceeded, CommandFailed, CommandTimedOut, Fired)
    )
    row: ClassVar[type] = CommandTimer

    def apply(self, state: State[CommandTimer], event: Recorded) -> None:
        data = event.data
        if isinstance(data, CommandRequested):
            due = due_at(event)
            state.put(data.request_id, CommandTimer(data.request_id, data.device, due))
        elif isinstance(data, Fired):
            _fold_fired(state, data)
        elif isinstance(data, CommandTimedOut):
            state.remove(data.request_id)
        elif isinstance(data, CommandSucceeded | CommandFailed):
            armed = state.get(data.request_id)
            if armed is not None and is_answer_of(armed.device, event):
                state.remove(data.request_id)


def command_timer(fired: Fired) -> str | None:
    """The request that a timer is about; None if it is about none."""
    purpose, _, request_id = fired.timer.partition(":")
    return request_id if purpose == COMMAND_DUE else None


def is_worth_another_attempt(fired: Fired, event: Recorded) -> bool:
    """Whether it was noticed in time that nobody answered, so that the wish may be repeated.

    What was wished for long ago, or in a history that was taken over, is nobody's wish any more.
    """
    return event.time - fired.due < NOTICED_WITHIN


def _fold_fired(state: State[CommandTimer], fired: Fired) -> None:
    request_id = command_timer(fired)
    armed = None if request_id is None else state.get(request_id)
    if armed is not None and armed.due <= fired.due:
        state.remove(armed.request_id)
