"""What agents other than the model propose: judged as its calls are, on the same state.

Each proposal is a cycle of one call. What an agent read before it asked, nobody knows; so all but
an operator's are judged as if they rested on the words of others.
"""

from collections.abc import Sequence
from typing import Any

from events.brain import ActionApproved, ActionProposed, ActionRefused, ApprovalRequested
from events.envelope import Draft, Recorded
from events.identity import Subject
from events.payload import Payload
from events.tasks import Requested
from events.voice import Requested as VoiceRequested
from handlers.brain.effects import APPROVAL_WITHIN, cycle_subject, issue_of
from handlers.brain.mind import State_, is_quiet, setting_of
from handlers.brain.outside_deeds import deeds_for, outside_deeds, remember
from handlers.brain.outside_rights import SAY_WHAT_IT_PAYS, objection
from handlers.brain.outside_rows import OutsideDeed
from handlers.brain.tools import CreateTask, SendDeviceCommand, Speak, Tool
from handlers.brain.world import ContextWorld
from handlers.device_commands import command_draft, request_id_of
from handlers.gate.bounds import Bounds
from handlers.gate.device_tools import is_idempotent
from handlers.gate.gate import judge
from handlers.gate.situation import Situation
from handlers.gate.verdict import Approved, Proposal, Refused, Verdict
from projections.brain.gear import device_known

STEP, ORDINAL = 1, 0
"""Of the one call of such a cycle."""


def proposed(state: State_, event: Recorded, asked: ActionProposed, bounds: Bounds) -> list[Draft]:
    """The verdict, and what follows from it at once."""
    verdict = _verdict(state, event, asked, bounds)
    if isinstance(verdict, Refused):
        return [_about(event, asked, _refusal(asked, verdict))]
    remember(state, _deed(event, verdict.tool))
    if verdict.tier == "needs_approval":
        return [_about(event, asked, _waiting(event, asked, verdict))]
    noted = _about(event, asked, _approval(asked, verdict))
    return [noted, _effect(state, event, asked, verdict.tool)]


def _verdict(state: State_, event: Recorded, asked: ActionProposed, bounds: Bounds) -> Verdict:
    actor, now = event.actor, event.time
    done = sum(one.actor == actor for one in outside_deeds(state, now))
    refused = objection(asked, is_known=actor is not None, done=done)
    if refused is not None:
        return refused
    return judge(Proposal(asked.tool, asked.arguments), _situation(state, event, asked), bounds)


def _situation(state: State_, event: Recorded, asked: ActionProposed) -> Situation:
    assert event.actor is not None, "an unknown agent gets no further"
    return Situation(
        now=event.time,
        world=ContextWorld(state, event.time),
        deeds=deeds_for(state, event.actor, event.time),
        quiet_hours=is_quiet(state),
        tainted=asked.role != "operator",
    )


def _deed(event: Recorded, tool: Tool) -> OutsideDeed:
    zone = tool.zone if isinstance(tool, CreateTask | Speak) else None
    device = tool.agent_id if isinstance(tool, SendDeviceCommand) else None
    return OutsideDeed(str(event.actor), tool.name, event.time, zone, device)


def _about(event: Recorded, asked: ActionProposed, data: Payload) -> Draft:
    actor = () if event.actor is None else (event.actor,)
    return Draft(data, cycle_subject(asked.cycle), actor)


def _refusal(asked: ActionProposed, refused: Refused) -> ActionRefused:
    return ActionRefused(
        cycle=asked.cycle,
        step=STEP,
        ordinal=ORDINAL,
        tool=asked.tool,
        arguments=asked.arguments,
        rule=refused.rule,
        reason=refused.reason,
    )


def _waiting(event: Recorded, asked: ActionProposed, approved: Approved) -> ApprovalRequested:
    return ApprovalRequested(
        cycle=asked.cycle,
        step=STEP,
        ordinal=ORDINAL,
        tool=approved.tool.name,
        arguments=approved.arguments,
        deadline=event.time + APPROVAL_WITHIN,
    )


def _approval(asked: ActionProposed, approved: Approved) -> ActionApproved:
    return ActionApproved(
        cycle=asked.cycle,
        step=STEP,
        ordinal=ORDINAL,
        tool=approved.tool.name,
        arguments=approved.arguments,
        tier=approved.tier,
    )


def _effect(state: State_, event: Recorded, asked: ActionProposed, tool: Tool) -> Draft:
    assert event.actor is not None, "an unknown agent gets no further"
    tags = (cycle_subject(asked.cycle), event.actor)
    match tool:
        case CreateTask():
            zone = Subject.of("zone", tool.zone) if tool.zone else tags[0]
            return Draft(_wish(state, asked, tool), zone, tags)
        case Speak():
            utterance = asked.cycle.replace(":", "-")
            return Draft(_words(tool, utterance), Subject.of("utterance", utterance), tags)
        case _:
            assert isinstance(tool, SendDeviceCommand), "the others are nobody's right"
            return _command(state, event, tool, tags)


def _wish(state: State_, asked: ActionProposed, tool: CreateTask) -> Requested:
    return Requested(
        zone=tool.zone,
        issue=issue_of(state, tool),
        title=tool.title,
        description=tool.description,
        bounty_milli=_worth(state, asked, tool),
        urgency=tool.urgency,
        task_types=tuple(dict.fromkeys(tool.task_types)),
    )


def _worth(state: State_, asked: ActionProposed, tool: CreateTask) -> int | None:
    """What the office pays for every task; else what was asked, by whom may say so."""
    setting = setting_of(state)
    fixed = [asked.bounty_milli, None if setting is None else setting.configured.bounty_milli]
    worth = next((one for one in fixed if one is not None), None)
    if worth is not None:
        return worth
    return tool.bounty if asked.role in SAY_WHAT_IT_PAYS else None


def _words(tool: Speak, utterance: str) -> VoiceRequested:
    return VoiceRequested(
        utterance=utterance, purpose="speak", text=tool.message, zone=tool.zone, tone=tool.tone
    )


def _command(
    state: State_, event: Recorded, tool: SendDeviceCommand, tags: Sequence[Subject]
) -> Draft:
    known = device_known(state, tool.agent_id, event.time)
    patience: dict[str, Any] = {} if known is None else {"timeout_s": known.timeout_s}
    return command_draft(
        tool.agent_id,
        tool.tool_name,
        tool.arguments,
        request_id_of(event, ORDINAL),
        **patience,
        idempotent=is_idempotent(tool.tool_name, tool.arguments),
        extra_tags=tags,
    )
