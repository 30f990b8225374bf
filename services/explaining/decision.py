"""One decision in full: what the model saw, said and was let do, and what came of it.

All of it is read from the log by what it is about, as of any position; answers are bounded.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from events import brain
from events.envelope import Recorded
from events.errors import InvalidSubject
from events.eventlog import EventLog
from events.identity import Position, Subject
from events.query import Query
from projections.decisions import VERDICTS, Kind
from services.explaining.chain import whole_chain
from services.explaining.links import WISHES, uuid_in, wishes_beside
from services.explaining.outcomes import outcomes_of
from services.explaining.rules import purpose_of
from services.explaining.telling import cost_of, told
from services.explaining.thinking import prompt_object, steps_of
from services.explaining.words import in_words

EVENTS_LIMIT = 500
"""Events of one cycle that are looked at, at most."""

_BRAIN = frozenset(
    one.event_type
    for one in (
        brain.CycleStarted,
        brain.ActionProposed,
        brain.ModelPrompted,
        brain.ModelReplied,
        brain.ModelFailed,
        brain.ActionApproved,
        brain.ActionRefused,
        brain.ApprovalRequested,
        brain.CycleFinished,
    )
)


@dataclass(frozen=True, slots=True)
class Dossier:
    """The events of one decision, in order; the first began it."""

    name: str
    first: Recorded
    events: Sequence[Recorded]
    cut: bool


async def decision_object(log: EventLog, name: str, until: Position) -> dict[str, Any] | None:
    """A cycle or a proposal, or a safety act by its event's id, as JSON; None if there was none."""
    dossier = await _cycle(log, name, until) or await _safety_act(log, name, until)
    if dossier is None:
        return None
    chain = await whole_chain(log, dossier.first, until)
    wishes = [one for one in dossier.events if one.type in WISHES]
    return {
        **_outline(dossier),
        "causes": [told(one) for one in chain.causes],
        "prompt": await prompt_object(log, dossier.events, until),
        "steps": steps_of(dossier.events),
        "act": _act(dossier.first),
        "proposal": _proposal(dossier.first),
        "outcomes": await outcomes_of(log, wishes, until),
        "cost": cost_of(dossier.events),
        "words": [in_words(one) for one in chain.events],
        "cut": dossier.cut or chain.is_cut,
    }


async def _cycle(log: EventLog, name: str, until: Position) -> Dossier | None:
    try:
        subject = Subject.of("cycle", name)
    except InvalidSubject:
        return None
    query = Query(about=frozenset({subject}), types=_BRAIN | WISHES)
    newest = await log.backward(before=Position(until + 1), query=query, limit=EVENTS_LIMIT)
    started = next((one for one in reversed(newest) if _starts(one)), None)
    cut = len(newest) == EVENTS_LIMIT
    return None if started is None else Dossier(name, started, newest[::-1], cut)


def _starts(event: Recorded) -> bool:
    return isinstance(event.data, brain.CycleStarted | brain.ActionProposed)


async def _safety_act(log: EventLog, name: str, until: Position) -> Dossier | None:
    event_id = uuid_in(name)
    act = None if event_id is None else await log.get(event_id)
    if act is None or act.type != brain.SafetyActed.event_type or act.position > until:
        return None
    wishes = [one for one in await wishes_beside(log, act) if one.position <= until]
    return Dossier(str(act.id), act, [act, *wishes], cut=False)


def _outline(dossier: Dossier) -> dict[str, Any]:
    first, last = dossier.first, dossier.events[-1]
    kind, trigger = _kind(first)
    finished = next((one for one in dossier.events if _finishes(one, kind)), None)
    return {
        "cycle": dossier.name,
        "kind": kind,
        "position": first.position,
        "last_position": last.position,
        "started_at": first.time,
        "trigger": trigger,
        "outcome": None if finished is None else _outcome(finished),
        "finished_at": None if finished is None else finished.time,
    }


def _kind(first: Recorded) -> tuple[Kind, str]:
    """And the trigger, as the view has them."""
    match first.data:
        case brain.CycleStarted() as started:
            return "cycle", started.trigger
        case brain.ActionProposed() as asked:
            return "agent", asked.tool
        case acted:
            assert isinstance(acted, brain.SafetyActed)
            return "safety", acted.rule


def _finishes(event: Recorded, kind: Kind) -> bool:
    if kind == "agent":
        return event.type in VERDICTS
    return isinstance(event.data, brain.CycleFinished | brain.SafetyActed)


def _outcome(finished: Recorded) -> str:
    if isinstance(finished.data, brain.CycleFinished):
        return finished.data.outcome
    return VERDICTS.get(finished.type, "acted")


def _act(first: Recorded) -> dict[str, Any] | None:
    """Of the safety floor: what it saw and did, and what its rule is there for."""
    if not isinstance(first.data, brain.SafetyActed):
        return None
    said: dict[str, Any] = first.data.model_dump(mode="json")
    return said | {"purpose": purpose_of(first.data.rule)}


def _proposal(first: Recorded) -> dict[str, Any] | None:
    """Of an agent other than the model: who it was, what it was known as, and what it wanted."""
    if not isinstance(first.data, brain.ActionProposed):
        return None
    said: dict[str, Any] = first.data.model_dump(mode="json", exclude={"cycle"})
    return {"agent": first.actor} | said
