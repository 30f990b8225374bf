"""What an approved call comes to, whoever proposed it: a wish, words to be said, a command."""

from collections.abc import Sequence
from typing import Any

from events.envelope import Draft, Recorded
from events.identity import Subject
from events.tasks import Requested
from events.voice import Requested as VoiceRequested
from handlers.device_commands import as_asked, command_draft, request_id_of
from handlers.gate.device_tools import is_idempotent
from handlers.tasks.troubles import alarm_meant
from handlers.tools import CreateTask, SendDeviceCommand, Speak
from projections.brain.access import Context, place_of
from projections.brain.gear import device_known


def wish_for(state: Context, tool: CreateTask, bounty_milli: int | None) -> Requested:
    """A wish for a task that is worth that much; None leaves it to the intake."""
    return Requested(
        zone=tool.zone,
        issue=issue_of(state, tool),
        title=tool.title,
        description=tool.description,
        bounty_milli=bounty_milli,
        urgency=tool.urgency,
        task_types=tuple(dict.fromkeys(tool.task_types)),
    )


def issue_of(state: Context, tool: CreateTask) -> str | None:
    """The alarm of its zone that the task is about: so that the safety floor's task and the
    model's, for the same trouble, become one."""
    if tool.zone is None:
        return None
    alarms = place_of(state, tool.zone).alarms.values()
    return alarm_meant((one.code for one in alarms), tool.title, tool.description)


def about_zone(tool: CreateTask, otherwise: Subject) -> Subject:
    """What a wish is about."""
    return Subject.of("zone", tool.zone) if tool.zone else otherwise


def words_of(tool: Speak, utterance: str, tags: Sequence[Subject]) -> Draft:
    """Something that is to be said."""
    said = VoiceRequested(
        utterance=utterance, purpose="speak", text=tool.message, zone=tool.zone, tone=tool.tone
    )
    return Draft(said, Subject.of("utterance", utterance), tuple(tags))


def command_of(
    state: Context, event: Recorded, tool: SendDeviceCommand, ordinal: int, tags: Sequence[Subject]
) -> Draft:
    """The `ordinal`-th command that follows from an event; waited for as its device needs it."""
    sent = as_asked(tool.agent_id, tool.tool_name, tool.arguments)
    known = device_known(state, tool.agent_id, event.time)
    patience: dict[str, Any] = {} if known is None else {"timeout_s": known.timeout_s}
    return command_draft(
        tool.agent_id,
        tool.tool_name,
        tool.arguments,
        request_id_of(event, ordinal),
        **patience,
        idempotent=is_idempotent(sent.tool, sent.arguments),
        extra_tags=tags,
    )
