"""What came of what was asked for: the task and how far it is, the command's answer, the words."""

from collections.abc import Sequence
from typing import Any

from events import tasks, voice
from events.devices import (
    CommandFailed,
    CommandRequested,
    CommandSent,
    CommandSucceeded,
    CommandTimedOut,
)
from events.envelope import Recorded
from events.eventlog import EventLog
from events.identity import Position, Subject
from events.query import Query
from projections.projection import State
from projections.runtime import fold
from projections.tasks import TASK_EVENTS, Task, Tasks, task_in, task_key

WISHES_LIMIT = 50
"""Wishes of one decision whose outcome is looked for, at most."""

EVENTS_LIMIT = 200
"""Events about one task, command or utterance that are looked at, at most."""

_ANSWERS = frozenset({tasks.Created.event_type, tasks.Merged.event_type})

_COMMAND_STATES: dict[str, str] = {
    CommandSent.event_type: "sent",
    CommandSucceeded.event_type: "succeeded",
    CommandFailed.event_type: "failed",
    CommandTimedOut.event_type: "timed_out",
}
_UTTERANCE_STATES: dict[str, str] = {
    voice.TextGenerated.event_type: "written",
    voice.Synthesised.event_type: "synthesised",
    voice.Failed.event_type: "failed",
    voice.Played.event_type: "played",
}


async def outcomes_of(
    log: EventLog, wishes: Sequence[Recorded], until: Position
) -> list[dict[str, Any]]:
    """In the order in which they were wished for, as things stood at `until`."""
    return [await _outcome(log, one, until) for one in wishes[:WISHES_LIMIT]]


async def _outcome(log: EventLog, wish: Recorded, until: Position) -> dict[str, Any]:
    asked = {"event": str(wish.id), "position": wish.position}
    match wish.data:
        case tasks.Requested() as data:
            return asked | await _task(log, wish, data, until)
        case CommandRequested() as data:
            return asked | await _command(log, wish, data, until)
        case voice.Requested() as data:
            return asked | await _utterance(log, data, until)
        case _:
            return asked | {"kind": wish.type}


async def _task(
    log: EventLog, wish: Recorded, data: tasks.Requested, until: Position
) -> dict[str, Any]:
    """The task that the wish became, or was merged into, if anybody has answered it."""
    effects = await log.effects(wish.id)
    answer = next((one for one in effects if one.type in _ANSWERS and one.position <= until), None)
    found: dict[str, Any] = {"kind": "task", "title": data.title or data.issue, "zone": data.zone}
    if answer is None:
        return found | {"task": None, "merged": False, "status": "wished"}
    number = task_in(answer.data)
    task = await task_as_of(log, number, until)
    merged = answer.type == tasks.Merged.event_type
    return found | {
        "task": number,
        "merged": merged,
        "status": None if task is None else task.status,
        "report_status": None if task is None else task.report_status,
    }


async def task_as_of(log: EventLog, number: int, until: Position) -> Task | None:
    """How far a task had come when the log was at `until`."""
    query = Query(about=frozenset({Subject.of("task", number)}), types=TASK_EVENTS)
    newest = await log.backward(before=Position(until + 1), query=query, limit=EVENTS_LIMIT)
    state: State[Task] = State()
    fold(Tasks(), state, reversed(newest))
    return state.get(task_key(number))


async def _command(
    log: EventLog, wish: Recorded, data: CommandRequested, until: Position
) -> dict[str, Any]:
    """An answer counts if it is the commanded device's."""
    about = Subject.of("command", data.request_id)
    newest = await _newest(log, about, _COMMAND_STATES, until)
    answers = [one for one in newest if one.subject == wish.subject]
    last = answers[0] if answers else None
    return {
        "kind": "command",
        "request_id": data.request_id,
        "device": data.device,
        "tool": data.tool,
        "arguments": data.arguments,
        "status": "requested" if last is None else _COMMAND_STATES[last.type],
        "result": getattr(last.data, "result", None) if last else None,
        "message": getattr(last.data, "message", None) if last else None,
    }


async def _utterance(log: EventLog, data: voice.Requested, until: Position) -> dict[str, Any]:
    newest = await _newest(log, Subject.of("utterance", data.utterance), _UTTERANCE_STATES, until)
    return {
        "kind": "utterance",
        "utterance": data.utterance,
        "text": data.text,
        "zone": data.zone,
        "status": _UTTERANCE_STATES[newest[0].type] if newest else "requested",
    }


async def _newest(
    log: EventLog, about: Subject, types: dict[str, str], until: Position
) -> list[Recorded]:
    query = Query(about=frozenset({about}), types=frozenset(types))
    return await log.backward(before=Position(until + 1), query=query, limit=EVENTS_LIMIT)
