"""What the model was asked and answered, step by step, and the gate's verdict on each call."""

from collections.abc import Iterable, Sequence
from typing import Any

from events import brain
from events.envelope import Recorded
from events.eventlog import EventLog
from events.identity import Position
from services.explaining.links import uuid_in
from services.explaining.rules import purpose_of
from services.explaining.words.phrases import cut

TEXT_LIMIT = 65_536
"""Characters of one text in an answer, at most; the log holds it whole."""


def steps_of(events: Iterable[Recorded]) -> list[dict[str, Any]]:
    """One object for each step, with the last answer that the model gave in it."""
    steps: dict[int, dict[str, Any]] = {}
    for event in events:
        match event.data:
            case brain.ModelPrompted() as data:
                _step(steps, data.step)["prompt"] = _prompt(event, data)
            case brain.ModelReplied() as data:
                _step(steps, data.step)["reply"] = _reply(event, data)
            case brain.ModelFailed() as data:
                _step(steps, data.step)["failure"] = _at(event) | _fields(data)
            case brain.ActionApproved() | brain.ActionRefused() | brain.ApprovalRequested() as data:
                _step(steps, data.step)["verdicts"].append(_verdict(event, data))
    return [steps[number] for number in sorted(steps)]


def _step(steps: dict[int, dict[str, Any]], number: int) -> dict[str, Any]:
    begun: dict[str, Any] = {
        "step": number,
        "prompt": None,
        "reply": None,
        "failure": None,
        "verdicts": [],
    }
    return steps.setdefault(number, begun)


def _at(event: Recorded) -> dict[str, Any]:
    return {"position": event.position, "event": str(event.id), "time": event.time}


def _fields(data: brain.ModelReplied | brain.ModelFailed) -> dict[str, Any]:
    said: dict[str, Any] = data.model_dump(mode="json")
    return {name: value for name, value in said.items() if name not in {"cycle", "step"}}


def _prompt(event: Recorded, data: brain.ModelPrompted) -> dict[str, Any]:
    return _at(event) | {
        "model": data.model,
        "prompt_version": data.prompt_version,
        "prompt_digest": data.prompt_digest,
        "request_digest": data.request_digest,
        "context_position": data.context_position,
        "tainted": data.tainted,
        "messages": _bounded(data.request.get("messages")),
    }


def _bounded(messages: object) -> list[Any]:
    """Messages as they were sent, but for texts that are longer than anybody reads."""
    given = messages if isinstance(messages, list) else []
    return [_with_bounded_content(one) for one in given]


def _with_bounded_content(message: object) -> object:
    if not isinstance(message, dict) or not isinstance(message.get("content"), str):
        return message
    return message | {"content": cut(message["content"], TEXT_LIMIT)}


def _reply(event: Recorded, data: brain.ModelReplied) -> dict[str, Any]:
    return _at(event) | _fields(data) | {"content": cut(data.content, TEXT_LIMIT)}


def _verdict(
    event: Recorded,
    data: brain.ActionApproved | brain.ActionRefused | brain.ApprovalRequested,
) -> dict[str, Any]:
    common = _at(event) | {
        "ordinal": data.ordinal,
        "tool": data.tool,
        "arguments": data.arguments,
    }
    match data:
        case brain.ActionApproved():
            return common | {"verdict": "approved", "tier": data.tier, "approver": data.approver}
        case brain.ActionRefused():
            why = {"rule": data.rule, "reason": data.reason, "purpose": purpose_of(data.rule)}
            return common | {"verdict": "refused"} | why
        case brain.ApprovalRequested():
            return common | {"verdict": "asked", "deadline": data.deadline}


async def prompt_object(
    log: EventLog, events: Sequence[Recorded], until: Position
) -> dict[str, Any] | None:
    """What the model was told besides the context: of the newest prompt. None if none was sent."""
    prompts = [one.data for one in events if isinstance(one.data, brain.ModelPrompted)]
    if not prompts:
        return None
    newest = prompts[-1]
    found = {
        "version": newest.prompt_version,
        "digest": newest.prompt_digest,
        "model": newest.model,
        "configuration": newest.configuration,
    }
    told = await _configured(log, newest.configuration, until)
    return found | (dict.fromkeys(_TOLD) if told is None else told)


_TOLD = (
    "text",
    "tools",
    "options",
    "language",
    "keep_alive",
    "think",
    "model_digest",
    "context_tokens",
)


async def _configured(log: EventLog, name: str, until: Position) -> dict[str, Any] | None:
    """None where the log does not hold it, as in an export of a part."""
    event_id = uuid_in(name)
    event = None if event_id is None else await log.get(event_id)
    if event is None or event.position > until or not isinstance(event.data, brain.Configured):
        return None
    said = event.data.model_dump(mode="json")
    said["text"] = cut(said.pop("prompt"), TEXT_LIMIT)
    return {name: said[name] for name in _TOLD}
