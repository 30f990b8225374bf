"""A reply's calls, one after the other: judged by the gate, and let happen or not."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from events.brain import ActionRefused, ModelReplied
from events.envelope import Draft, Recorded
from handlers.brain.effects import Doing, about, effect_of
from handlers.brain.mind import Call, Cycle, Setting, State_
from handlers.brain.world import situation
from handlers.gate.bounds import Bounds
from handlers.gate.gate import judge
from handlers.gate.orders import order_of
from handlers.gate.reading import read
from handlers.gate.verdict import Approved, Proposal, Refused, Verdict
from handlers.tools import CreateTask, SendDeviceCommand, Speak, Tool

CALLS_LIMIT = 8
"""Of one reply that are looked at; nobody needs more at once."""

AFTER_REFUSAL, CALLS_PER_REPLY = "after_refusal", "calls_per_reply"
LOOP_RULES: Mapping[str, str] = {
    AFTER_REFUSAL: "After the first refusal in a reply, nothing further of it is let happen.",
    CALLS_PER_REPLY: f"At most {CALLS_LIMIT} calls of one reply are looked at.",
}
"""What is refused without asking the gate."""

LOOKING = frozenset({"get_zone_status", "get_active_tasks", "get_device_status"})


@dataclass(slots=True)
class Judged:
    """What a reply has come to so far."""

    cycle: Cycle
    drafts: list[Draft] = field(default_factory=list)
    refused: bool = False


def judged(
    state: State_, cycle: Cycle, setting: Setting, event: Recorded, bounds: Bounds
) -> Judged:
    """Let the gate judge each call of a reply; after the first refusal, nothing is let happen."""
    reply = event.data
    assert isinstance(reply, ModelReplied)
    so_far = Judged(replace(cycle, calls=(), awaited={}, said=reply.content))
    for place, proposal in enumerate(_new(reply.tool_calls, cycle.made)):
        verdict = _verdict(state, so_far, proposal, place, event, bounds)
        if isinstance(verdict, Refused):
            so_far.drafts.append(_refusal(so_far.cycle, proposal, verdict, place))
            so_far.refused = True
        else:
            _let_happen(state, so_far, setting, event, proposal, verdict)
    return so_far


def _verdict(
    state: State_, so_far: Judged, proposal: Proposal, place: int, event: Recorded, bounds: Bounds
) -> Verdict:
    if so_far.refused:
        return Refused(AFTER_REFUSAL, "a call before it was refused; allowed: nothing more")
    if place >= CALLS_LIMIT:
        return Refused(CALLS_PER_REPLY, f"call {place + 1} of a reply; allowed: {CALLS_LIMIT}")
    return judge(proposal, situation(state, so_far.cycle, event.time), bounds)


def _new(calls: Sequence[Mapping[str, Any]], made: Sequence[str]) -> Iterator[Proposal]:
    """The calls that were not made in this cycle before, however they were written."""
    seen = set(made)
    for call in calls:
        proposal = Proposal(call.get("name"), call.get("arguments"))
        name = fingerprint(proposal)
        if name not in seen:
            seen.add(name)
            yield proposal


def fingerprint(proposal: Proposal) -> str:
    """The same for the same call, as its tool reads it: what is left out is its default."""
    tool = read(proposal).tool
    if isinstance(tool, SendDeviceCommand):
        return f"{tool.name} {order_of(tool)}"
    if isinstance(tool, Tool):
        return f"{tool.name} {json.dumps(tool.model_dump(), sort_keys=True, ensure_ascii=False)}"
    call = [proposal.tool, proposal.arguments]
    return json.dumps(call, sort_keys=True, ensure_ascii=False, default=repr)


def _let_happen(
    state: State_,
    so_far: Judged,
    setting: Setting,
    event: Recorded,
    proposal: Proposal,
    approved: Approved,
) -> None:
    cycle, place = so_far.cycle, len(so_far.cycle.calls)
    doing = Doing(state, cycle, setting, event, place, len(so_far.drafts))
    effect = effect_of(doing, approved)
    tool = approved.tool
    call = Call(tool.name, approved.arguments, effect.result)
    awaited = {**cycle.awaited, effect.awaits: place} if effect.awaits else cycle.awaited
    so_far.drafts.extend(effect.drafts)
    so_far.cycle = replace(
        cycle,
        calls=(*cycle.calls, call),
        awaited=awaited,
        tainted=cycle.tainted or effect.tainted,
        made=(*cycle.made, fingerprint(proposal)),
        tasks=cycle.tasks + (isinstance(tool, CreateTask) or approved.tier == "needs_approval"),
        utterances=cycle.utterances + isinstance(tool, Speak),
        acted=cycle.acted or tool.name not in LOOKING,
    )


def _refusal(cycle: Cycle, proposal: Proposal, refused: Refused, place: int) -> Draft:
    tool = proposal.tool if isinstance(proposal.tool, str) else repr(proposal.tool)
    refusal = ActionRefused(
        cycle=cycle.cycle,
        step=cycle.step,
        ordinal=place,
        tool=tool[:100],
        arguments=proposal.arguments,
        rule=refused.rule,
        reason=refused.reason,
    )
    return about(refusal, cycle.cycle)
