"""Commands that nobody answered in time are given up; one that may be repeated, once is.

Whatever is asked of a device has an outcome: its own answer, or `devices.command_timed_out`. The
requests that it makes itself are the second attempts; it knows them from when it decides them, and
passes by their records (ADR 2).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from events.devices import CommandFailed, CommandRequested, CommandSucceeded, CommandTimedOut
from events.envelope import Draft, Recorded
from events.identity import Subject
from events.timers import Fired
from handlers.device_commands import command_subject, device_subject, retry_id
from handlers.reactor import Reactor
from projections.command_timers import command_timer, is_worth_another_attempt
from projections.commands import due_at, is_answer_of
from projections.projection import State

ATTEMPTS = 2

MOST_OPEN = 1_000
"""Commands that are waited for at once; when there are more, one is given up."""

_FLOOR = "/handlers/safety_floor/"
"""Where the safety floor's requests come from; it reckons with the attempts that are made here."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A command without an outcome."""

    wanted: CommandRequested
    due: datetime
    """A timer that fires for an earlier time means nothing."""
    tags: tuple[str, ...] = ()
    """Of the request, all of them but the command's own."""
    is_the_floors: bool = False
    """Whether the safety floor asked for it."""


class Commanding(Reactor[Waiting]):
    """Timed out, and once again where that is as good, for every command without an answer."""

    name: ClassVar[str] = "commands"
    version: ClassVar[int] = 3
    handles: ClassVar[frozenset[str]] = frozenset(
        payload.event_type for payload in (CommandRequested, CommandSucceeded, CommandFailed, Fired)
    )
    row: ClassVar[type] = Waiting

    def step(self, state: State[Waiting], event: Recorded) -> Sequence[Draft]:
        data = event.data
        if isinstance(data, Fired):
            return _fired(state, data, event)
        if isinstance(data, CommandRequested):
            return _requested(state, data, event)
        assert isinstance(data, CommandSucceeded | CommandFailed)
        waiting = state.get(data.request_id)
        if waiting is not None and is_answer_of(waiting.wanted.device, event):
            state.remove(data.request_id)
        return ()


def _requested(state: State[Waiting], wanted: CommandRequested, event: Recorded) -> list[Draft]:
    if wanted.attempt > 1 or state.get(wanted.request_id) is not None:
        return []
    own = command_subject(wanted.request_id)
    tags = tuple(tag for tag in event.tags if tag != own)
    asked = Waiting(wanted, due_at(event), tags, event.source.startswith(_FLOOR))
    state.put(wanted.request_id, asked)
    return [_crowded_out(state, asked)] if len(state) > MOST_OPEN else []


def _crowded_out(state: State[Waiting], newest: Waiting) -> Draft:
    """The one due first is given up, and the newest last; but the safety floor's after all others.

    It is not tried again: there is no room.
    """

    def order(one: Waiting) -> tuple[bool, bool, datetime, str]:
        return one.is_the_floors, one is newest, one.due, one.wanted.request_id

    first = min(state.rows().values(), key=order)
    state.remove(first.wanted.request_id)
    return _timed_out(first)


def _fired(state: State[Waiting], fired: Fired, event: Recorded) -> list[Draft]:
    request_id = command_timer(fired)
    waiting = None if request_id is None else state.get(request_id)
    if waiting is None or fired.due < waiting.due:
        return []
    state.remove(waiting.wanted.request_id)
    given_up = _timed_out(waiting)
    may_be_repeated = waiting.wanted.idempotent and waiting.wanted.attempt < ATTEMPTS
    if not may_be_repeated or not is_worth_another_attempt(fired, event):
        return [given_up]
    again = _again(waiting, event.id, fired.due)
    state.put(again.wanted.request_id, again)
    return [given_up, _draft(again)]


def _again(waiting: Waiting, cause: UUID, since: datetime) -> Waiting:
    """The same request once more, under an id of its own: an answer says which it is to.

    When exactly it is due, its record will say, which is not read here; not before the first was.
    """
    attempt = waiting.wanted.attempt + 1
    changes = {
        "request_id": retry_id(cause, waiting.wanted.request_id, attempt),
        "attempt": attempt,
        "retry_of": waiting.wanted.request_id,
    }
    wanted = waiting.wanted.model_copy(update=changes)
    return replace(waiting, wanted=wanted, due=since)


def _timed_out(waiting: Waiting) -> Draft:
    wanted = waiting.wanted
    data = CommandTimedOut(
        request_id=wanted.request_id, device=wanted.device, timeout_s=wanted.timeout_s
    )
    return Draft(data, device_subject(wanted.device), _tags(waiting))


def _draft(waiting: Waiting) -> Draft:
    return Draft(waiting.wanted, device_subject(waiting.wanted.device), _tags(waiting))


def _tags(waiting: Waiting) -> tuple[Subject, ...]:
    return (
        command_subject(waiting.wanted.request_id),
        *(Subject.parse(tag) for tag in waiting.tags),
    )
