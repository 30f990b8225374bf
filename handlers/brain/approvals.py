"""Approvals: an action that needs a person's word is asked of them as a task.

Approved is what a person who is signed in reports as resolved before the deadline, and nothing
else: any other report, one that no person answers for, and silence are a no.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar, cast
from uuid import UUID

from pydantic import ValidationError

from events.brain import ActionApproved, ActionRefused, ApprovalRequested
from events.envelope import Draft, Recorded
from events.identity import Subject, caused_id
from events.people import Registered, RoleChanged
from events.tasks import Cancelled, Completed, Created, Expired, Merged
from events.timers import Fired
from handlers.brain.approval_wording import approval_wish
from handlers.brain.approvers import Ranked, rank, word_of
from handlers.brain.reachable import out_of_reach
from handlers.device_commands import command_draft, device_subject, request_id_of
from handlers.reactor import Reactor
from handlers.tasks.subjects import person_tags
from handlers.tools import SendDeviceCommand
from projections.brain.approvals import action_key, approval_timer
from projections.people import person_subject
from projections.projection import State
from projections.roster import Kept, Roster
from projections.shelves import Shelf
from projections.trust import ASLEEP_TIMEOUT_S, Standing, Trust

NAME = "approvals"

MOST_PENDING = 100
"""Actions that wait for a word; when there are more, the one due first is refused."""

DENIED, ANONYMOUS, EXPIRED = "approval_denied", "approval_anonymous", "approval_expired"
OWN, DEVICE = "approval_own", "approval_device"
"""The rules by which an action is refused here."""

SILENCE = "nobody gave their word in time"
TAKEN_BACK = "its task was taken back"


@dataclass(frozen=True, slots=True)
class Pending:
    """An action that waits for a person's word."""

    asked: ApprovalRequested
    wish: UUID
    """The event that asks for its task."""
    proposers: tuple[str, ...] = ()
    """Tags of its request: who wanted it, where that was an agent and not the model."""
    task: int | None = None

    @property
    def key(self) -> str:
        return action_key(self.asked)


Row = Pending | Standing | Kept | Ranked

_ROSTER = Roster("standings")
"""Of the devices whose standings are known."""


class Approvals(Reactor[Row]):
    """Approved and commanded, or refused, once for each action that needs a person's word."""

    name: ClassVar[str] = NAME
    version: ClassVar[int] = 4
    handles: ClassVar[frozenset[str]] = Trust.handles | frozenset(
        payload.event_type
        for payload in (
            *(ApprovalRequested, Created, Merged, Completed, Expired, Cancelled, Fired),
            *(Registered, RoleChanged),
        )
    )
    row: ClassVar[type] = cast("type", Row)

    def step(self, state: State[Row], event: Recorded) -> Sequence[Draft]:
        if event.type in Trust.handles:
            _ROSTER.told(state, event)
            return []
        if isinstance(event.data, Registered | RoleChanged):
            rank(state, event.data)
            return []
        return _answer(state, event)


def _answer(whole: State[Any], event: Recorded) -> Sequence[Draft]:
    state: State[Pending] = Shelf(whole, "pending")
    match event.data:
        case ApprovalRequested() as asked:
            return _asked(state, asked, event)
        case Created() | Merged() as became:
            return _became(state, became, event)
        case Completed() as report:
            pending = _about(state, report.task)
            return [] if pending is None else _reported(whole, pending, report, event)
        case Expired() | Cancelled() as over:
            pending = _about(state, over.task)
            reason = TAKEN_BACK if isinstance(over, Cancelled) else SILENCE
            return [] if pending is None else _refused(state, pending, EXPIRED, reason)
        case Fired() as fired:
            return _fired(state, fired)
        case _:
            return []


def _asked(state: State[Pending], asked: ApprovalRequested, event: Recorded) -> list[Draft]:
    key = action_key(asked)
    if state.get(key) is not None:
        return []
    pending = Pending(asked, caused_id(event.id, NAME, 0), tuple(map(str, event.tags)))
    call = _call(asked)
    if call is None:
        return [_refusal(pending, DENIED, f"{asked.tool} is nothing that a person can approve")]
    wish = approval_wish(call.agent_id, call.tool_name, call.arguments, asked.deadline)
    if wish is None:
        return [_refusal(pending, DENIED, "it is too long to be shown to a person")]
    # The wish comes first: by its place its id is known.
    drafts = [Draft(wish, device_subject(call.agent_id), (_cycle(asked),))]
    if len(state) >= MOST_PENDING:
        first = min(state.rows().values(), key=lambda one: (one.asked.deadline, one.key))
        drafts += _refused(state, first, EXPIRED, "too many actions wait for a word")
    state.put(key, pending)
    return drafts


def _became(state: State[Pending], became: Created | Merged, event: Recorded) -> list[Draft]:
    """The task that asks is known from now on."""
    found = (one for one in state.rows().values() if one.wish == event.causation_id)
    pending = next(found, None)
    if pending is None:
        return []
    if isinstance(became, Merged):
        return _refused(state, pending, DENIED, "its task became part of one about something else")
    state.put(pending.key, replace(pending, task=became.task))
    return []


def _about(state: State[Pending], task: int) -> Pending | None:
    return next((one for one in state.rows().values() if one.task == task), None)


def _reported(
    whole: State[Any], pending: Pending, report: Completed, event: Recorded
) -> list[Draft]:
    state: State[Pending] = Shelf(whole, "pending")
    if event.time >= pending.asked.deadline:
        return _refused(state, pending, EXPIRED, "the word came after the deadline")
    if report.report_status != "resolved":
        status = report.report_status or "no report"
        return _refused(state, pending, DENIED, f"the answer was {status}")
    word = word_of(whole, event, report.person)
    if isinstance(word, str):
        return _refused(state, pending, ANONYMOUS, word)
    if str(person_subject(word)) in pending.proposers:
        return _refused(state, pending, OWN, "whoever approved it had proposed it")
    call = _call(pending.asked)
    assert call is not None, "what cannot be called was never asked for"
    standings: State[Standing] = Shelf(whole, "standings")
    unreachable = out_of_reach(call, standings.rows(), event.time)
    if unreachable is not None:
        return _refused(state, pending, DEVICE, unreachable)
    state.remove(pending.key)
    return [_approval(pending.asked, word), _command(pending.asked, call, event)]


def _fired(state: State[Pending], fired: Fired) -> list[Draft]:
    key = approval_timer(fired)
    pending = None if key is None else state.get(key)
    if pending is None or fired.due < pending.asked.deadline:
        return []
    return _refused(state, pending, EXPIRED, SILENCE)


def _approval(asked: ApprovalRequested, person: int) -> Draft:
    data = ActionApproved(
        cycle=asked.cycle,
        step=asked.step,
        ordinal=asked.ordinal,
        tool=asked.tool,
        arguments=asked.arguments,
        tier="needs_approval",
        approver=person,
    )
    return Draft(data, _cycle(asked), person_tags(person))


def _command(asked: ApprovalRequested, call: SendDeviceCommand, event: Recorded) -> Draft:
    """Never sent twice, and waited for as if it slept: it took minutes to be approved anyway."""
    return command_draft(
        call.agent_id,
        call.tool_name,
        call.arguments,
        request_id_of(event, 0),
        timeout_s=ASLEEP_TIMEOUT_S,
        extra_tags=(_cycle(asked),),
    )


def _refused(state: State[Pending], pending: Pending, rule: str, reason: str) -> list[Draft]:
    state.remove(pending.key)
    return [_refusal(pending, rule, reason)]


def _refusal(pending: Pending, rule: str, reason: str) -> Draft:
    asked = pending.asked
    data = ActionRefused(
        cycle=asked.cycle,
        step=asked.step,
        ordinal=asked.ordinal,
        tool=asked.tool,
        arguments=asked.arguments,
        rule=rule,
        reason=reason,
    )
    return Draft(data, _cycle(asked))


def _cycle(asked: ApprovalRequested) -> Subject:
    return Subject.of("cycle", asked.cycle)


def _call(asked: ApprovalRequested) -> SendDeviceCommand | None:
    """The command; None where the action is none."""
    if asked.tool != SendDeviceCommand.name:
        return None
    try:
        return SendDeviceCommand.model_validate(asked.arguments)
    except ValidationError:
        return None
