"""Tools that act: what an agent wants is recorded as a proposal, and decided by the gate.

This process decides nothing. It says who asks and as what, waits for the verdict, and tells it.
Arguments go to the gate as the agent wrote them, so that what is refused is on record too.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NamedTuple

import orjson

from events import brain, devices, tasks, voice
from events.envelope import Event, Recorded
from events.identity import Subject, new_id
from handlers.gate.wording import cleaned
from handlers.tools import CreateTask, SendDeviceCommand, Speak, Tool
from services.accounts import Caller
from services.backend.effects import effect_of
from services.mcp.answers import Answer
from services.mcp.faults import Fault
from services.mcp.office import Office

SOURCE = "/services/mcp"
VERDICT_WITHIN_S = 5.0
TASK_WITHIN_S = 5.0
LARGEST_PROPOSAL = 8 * 1024
"""Bytes of arguments, at most: what is longer is no action, and is not recorded."""

_VERDICTS = frozenset(
    one.event_type for one in (brain.ActionApproved, brain.ActionRefused, brain.ApprovalRequested)
)
_EFFECTS = frozenset(
    one.event_type for one in (tasks.Requested, voice.Requested, devices.CommandRequested)
)
_ANSWERS = frozenset(one.event_type for one in (tasks.Created, tasks.Merged))


class ActingTool(NamedTuple):
    """A tool that agents know by one name, and the gate by another."""

    name: str
    description: str
    asked: type[Tool]


ACTING_TOOLS = (
    ActingTool(
        "request_task",
        "Ask the people in the office to do something that no device can do. They are paid for it. "
        "The policy gate decides.",
        CreateTask,
    ),
    ActingTool(
        "speak", "Say a short sentence aloud in the office. The policy gate decides.", Speak
    ),
    ActingTool(
        "command_device",
        "Let a device do something, as list_devices names it and its tools. The policy gate "
        "decides; what cannot be taken back is asked of a person first, and silence means no.",
        SendDeviceCommand,
    ),
)


@dataclass(frozen=True, slots=True)
class Proposal:
    """What an agent wants."""

    tool: ActingTool
    arguments: Mapping[str, Any]


async def propose(office: Office, caller: Caller, wanted: Proposal) -> Answer:
    """Record it, and tell what came of it. Raises `Fault` where nothing could be recorded."""
    if caller.person is None or caller.actor is None:
        raise Fault("this takes an API token of a person's account: whoever acts is named")
    if len(orjson.dumps(wanted.arguments)) > LARGEST_PROPOSAL:
        raise Fault(f"arguments: more than {LARGEST_PROPOSAL} bytes")
    event = _proposed(office, caller, wanted, caller.actor)
    await office.log.append([event])
    verdict = await effect_of(office.log, event.id, _VERDICTS, VERDICT_WITHIN_S)
    if verdict is None:
        return await _undecided(office, event)
    return await _decided(office, event, verdict)


def _proposed(office: Office, caller: Caller, wanted: Proposal, actor: Subject) -> Event:
    event_id = new_id()
    cycle = f"mcp:{event_id}"
    asked = brain.ActionProposed(
        cycle=cycle,
        tool=wanted.tool.asked.name,
        arguments=dict(wanted.arguments),
        role=caller.role,
        bounty_milli=office.bounty_milli,
    )
    now, about = datetime.now(UTC), Subject.of("cycle", cycle)
    return Event(event_id, asked, SOURCE, about, now, tags=(actor,), actor=actor)


async def _undecided(office: Office, event: Event) -> Answer:
    hint = f"nobody has decided yet; look later with query_log about {event.subject}"
    body = {"verdict": "pending", "proposal": str(event.id), "hint": hint}
    return Answer(body, await office.head())


async def _decided(office: Office, event: Event, verdict: Recorded) -> Answer:
    body: dict[str, Any] = {"proposal": str(event.id), "event": str(verdict.id)}
    match verdict.data:
        case brain.ActionRefused() as refused:
            told = {"verdict": "refused", "rule": refused.rule, "reason": refused.reason}
            return Answer(body | told, verdict.position)
        case brain.ApprovalRequested() as asked:
            hint = f"a person is asked; look later with query_log about {event.subject}"
            told = {"verdict": "needs_approval", "until": asked.deadline.isoformat(), "hint": hint}
            return Answer(body | told, verdict.position)
        case _:
            return await _done(office, event, verdict, body)


async def _done(office: Office, event: Event, verdict: Recorded, body: dict[str, Any]) -> Answer:
    """What follows is appended with its verdict; a task takes a moment more."""
    effect = await effect_of(office.log, event.id, _EFFECTS, VERDICT_WITHIN_S)
    told: dict[str, Any] = {"verdict": "approved"}
    if effect is None:
        return Answer(body | told, verdict.position)
    match effect.data:
        case devices.CommandRequested() as command:
            told |= {"request_id": command.request_id, "hint": _outcome(command.request_id)}
        case tasks.Requested():
            return await _became(office, effect, body | told)
    return Answer(body | told, effect.position)


def _outcome(request_id: str) -> str:
    return f"what the device answers is told by query_log about command:{request_id}"


async def _became(office: Office, wish: Recorded, body: dict[str, Any]) -> Answer:
    answer = await effect_of(office.log, wish.id, _ANSWERS, TASK_WITHIN_S)
    match None if answer is None else answer.data:
        case tasks.Created() as made:
            body |= {"task": made.task, "title": cleaned(made.title)}
        case tasks.Merged() as merged:
            body |= {"task": merged.task, "merged": True}
        case _:
            return Answer(body, wish.position)
    assert answer is not None, "an event holds the task"
    return Answer(body, answer.position)
