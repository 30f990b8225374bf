"""What follows from an approved call: the events that let it happen, and what is remembered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from events.brain import ActionApproved, ApprovalRequested, CycleFinished, Ending
from events.devices import CommandRequested
from events.envelope import Draft, Recorded
from events.identity import Subject, caused_id
from events.payload import Payload
from handlers.brain.awaiting import await_word
from handlers.brain.looking import looked
from handlers.brain.mind import Cycle, Setting, State_
from handlers.brain.wishes import about_zone, command_of, wish_for, words_of
from handlers.gate.verdict import Approved
from handlers.tools import CreateTask, SendDeviceCommand, Speak, Tool
from projections.brain.access import acted
from projections.brain.approvals import action_key
from projections.brain.gear import zone_of
from projections.brain.rows import Deed
from projections.brain.wording import WORDS, Words

NAME = "brain"

APPROVAL_WITHIN = timedelta(minutes=10)
"""For a person's word; after that the answer is no."""


def cycle_subject(cycle: str) -> Subject:
    return Subject.of("cycle", cycle)


def about(data: Payload, cycle: str) -> Draft:
    return Draft(data, cycle_subject(cycle))


def finished(cycle: Cycle, outcome: Ending) -> Draft:
    ended = CycleFinished(cycle=cycle.cycle, steps=cycle.step, outcome=outcome)
    return about(ended, cycle.cycle)


@dataclass(frozen=True, slots=True)
class Effect:
    """What an approved call comes to."""

    drafts: Sequence[Draft]
    result: str | None
    """For the model; None while the outcome is awaited."""
    awaits: str | None = None
    """The id under which the outcome will come."""
    tainted: bool = False
    """Whether the result quotes words that somebody else chose."""


@dataclass(frozen=True, slots=True)
class Doing:
    """The circumstances of an approved call."""

    state: State_
    cycle: Cycle
    setting: Setting
    event: Recorded
    """The reply that holds the call."""
    place: int
    """Of the call within the reply."""
    made: int
    """Drafts that the reply has led to before this call."""

    @property
    def words(self) -> Words:
        return WORDS[self.setting.configured.language]

    @property
    def tags(self) -> tuple[Subject, ...]:
        return (cycle_subject(self.cycle.cycle),)

    def remember(self, deed: Deed) -> None:
        acted(self.state, deed)


def effect_of(doing: Doing, approved: Approved) -> Effect:
    """The events that let an approved call happen."""
    tool = approved.tool
    if approved.tier == "needs_approval":
        return _asked_for_approval(doing, approved)
    noted = about(_approval(doing, approved), doing.cycle.cycle)
    match tool:
        case CreateTask():
            return _task(doing, noted, tool)
        case Speak():
            return _utterance(doing, noted, tool)
        case SendDeviceCommand():
            return _command(doing, noted, tool)
        case _:
            seen = looked(doing.state, tool, doing.event.time, doing.words)
            return Effect([noted], seen.text, tainted=seen.tainted)


def _approval(doing: Doing, approved: Approved) -> ActionApproved:
    return ActionApproved(
        cycle=doing.cycle.cycle,
        step=doing.cycle.step,
        ordinal=doing.place,
        tool=approved.tool.name,
        arguments=approved.arguments,
        tier=approved.tier,
    )


def _task(doing: Doing, noted: Draft, wish: CreateTask) -> Effect:
    worth = doing.setting.configured.bounty_milli
    requested = wish_for(doing.state, wish, wish.bounty if worth is None else worth)
    wish_id = str(caused_id(doing.event.id, NAME, doing.made + 1))
    deed = Deed(
        wish.name, wish.title, doing.event.time, wish.zone,
        wish=wish_id,
        task_types=requested.task_types,
        why=wish.description,
        tainted=doing.cycle.tainted,
    )  # fmt: skip
    doing.remember(deed)
    draft = Draft(requested, about_zone(wish, doing.tags[0]), doing.tags)
    return Effect([noted, draft], None, wish_id)


def _utterance(doing: Doing, noted: Draft, wish: Speak) -> Effect:
    utterance = f"brain-{doing.cycle.cycle}-{doing.cycle.step}-{doing.place}"
    deed = Deed(
        wish.name, wish.message, doing.event.time, wish.zone,
        outcome="said", tainted=doing.cycle.tainted,
    )  # fmt: skip
    doing.remember(deed)
    said = words_of(wish, utterance, doing.tags)
    return Effect([noted, said], doing.words.outcomes["said"])


def _command(doing: Doing, noted: Draft, wish: SendDeviceCommand) -> Effect:
    command = command_of(doing.state, doing.event, wish, doing.place, doing.tags)
    wanted = command.data
    assert isinstance(wanted, CommandRequested)
    deed = Deed(
        wish.name, f"{wish.agent_id} {wish.tool_name}", doing.event.time,
        zone_of(doing.state, wish.agent_id),
        device=wish.agent_id, wish=wanted.request_id, tainted=doing.cycle.tainted,
        again=wanted.idempotent,
    )  # fmt: skip
    doing.remember(deed)
    return Effect([noted, command], None, wanted.request_id)


def _asked_for_approval(doing: Doing, approved: Approved) -> Effect:
    asked = ApprovalRequested(
        cycle=doing.cycle.cycle,
        step=doing.cycle.step,
        ordinal=doing.place,
        tool=approved.tool.name,
        arguments=approved.arguments,
        deadline=doing.event.time + APPROVAL_WITHIN,
    )
    device = approved.tool.agent_id if isinstance(approved.tool, SendDeviceCommand) else None
    deed = Deed(
        approved.tool.name, _summary(approved.tool), doing.event.time,
        device=device, outcome="waits", tainted=doing.cycle.tainted,
        wish=action_key(asked), asks_a_person=True,
    )  # fmt: skip
    doing.remember(deed)
    await_word(doing.state, asked, approved.tool, doing.event.time)
    return Effect([about(asked, doing.cycle.cycle)], doing.words.outcomes["waits"])


def _summary(tool: Tool) -> str:
    arguments: dict[str, Any] = tool.model_dump()
    return f"{arguments.get('agent_id', '')} {arguments.get('tool_name', tool.name)}".strip()
