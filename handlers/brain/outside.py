"""What agents other than the model propose: judged as its calls are, on the same state.

Each proposal is a cycle of one call. What an agent read before it asked, nobody knows; so all but
an operator's are judged as if they rested on the words of others.
"""

from events.brain import ActionApproved, ActionProposed, ActionRefused, ApprovalRequested
from events.envelope import Draft, Recorded
from events.payload import Payload
from handlers.brain.awaiting import await_word, awaiting
from handlers.brain.deeds import deeds_for, outside_deeds, remember
from handlers.brain.effects import APPROVAL_WITHIN, cycle_subject
from handlers.brain.mind import State_, is_quiet, setting_of
from handlers.brain.outside_rights import SAY_WHAT_IT_PAYS, objection
from handlers.brain.outside_rows import OutsideDeed
from handlers.brain.wishes import about_zone, command_of, wish_for, words_of
from handlers.brain.world import ContextWorld
from handlers.gate.bounds import Bounds
from handlers.gate.gate import judge
from handlers.gate.situation import Situation
from handlers.gate.verdict import Approved, Proposal, Refused, Verdict
from handlers.tools import CreateTask, SendDeviceCommand, Speak, Tool

STEP, ORDINAL = 1, 0
"""Of the one call of such a cycle."""


def proposed(state: State_, event: Recorded, asked: ActionProposed, bounds: Bounds) -> list[Draft]:
    """The verdict, and what follows from it at once."""
    verdict = _verdict(state, event, asked, bounds)
    if isinstance(verdict, Refused):
        return [_about(event, asked, _refusal(asked, verdict))]
    remember(state, _deed(event, verdict))
    if verdict.tier == "needs_approval":
        waiting = _waiting(event, asked, verdict)
        await_word(state, waiting, verdict.tool, event.time)
        return [_about(event, asked, waiting)]
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
        awaiting=awaiting(state, event.time),
    )


def _deed(event: Recorded, approved: Approved) -> OutsideDeed:
    tool = approved.tool
    zone = tool.zone if isinstance(tool, CreateTask | Speak) else None
    device = tool.agent_id if isinstance(tool, SendDeviceCommand) else None
    asks = approved.tier == "needs_approval"
    return OutsideDeed(str(event.actor), tool.name, event.time, zone, device, asks)


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
            wish = wish_for(state, tool, _worth(state, asked, tool))
            return Draft(wish, about_zone(tool, tags[0]), tags)
        case Speak():
            return words_of(tool, asked.cycle.replace(":", "-"), tags)
        case _:
            assert isinstance(tool, SendDeviceCommand), "the others are nobody's right"
            return command_of(state, event, tool, ORDINAL, tags)


def _worth(state: State_, asked: ActionProposed, tool: CreateTask) -> int | None:
    """What the office pays for every task; else what was asked, by whom may say so."""
    setting = setting_of(state)
    fixed = [asked.bounty_milli, None if setting is None else setting.configured.bounty_milli]
    worth = next((one for one in fixed if one is not None), None)
    if worth is not None:
        return worth
    return tool.bounty if asked.role in SAY_WHAT_IT_PAYS else None
