"""Decisions: cycles of the brain, acts of the safety floor, proposals of agents, each a small row.

A row says what came of it, what it cost, and where the log tells it in full: prompts, replies and
arguments stay there. Rows are bounded, each of them and their number: the newest are kept, and what
is older is in the log, and in this view as of then.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from typing import Any, ClassVar, Literal, TypeVar

from events import brain, tasks, voice
from events.devices import CommandRequested
from events.envelope import Recorded
from events.payload import Payload
from projections.projection import Projection, State

DECISIONS_KEPT = 20_000
"""About twenty days of them, where a thousand a day are told."""

CAUSES_KEPT = 3
NAMES_KEPT = 8
"""Zones, tasks, devices and unanswered wishes that a row names, at most; of each."""

LOOKED_BACK = 2_000
"""Decisions among which that is sought which an event is about: what comes later is not counted."""

NEIGHBOURS = 32
"""Decisions among which the safety act is sought that has its cause in common with an event."""

Kind = Literal["cycle", "safety", "agent"]
"""An agent other than the model proposes one action; the gate judges it as it does a cycle's."""

Listed = TypeVar("Listed")


@dataclass(frozen=True, slots=True)
class Decision:
    """A cycle, an act of the safety floor, or an agent's proposal, as far as it has come."""

    cycle: str
    """The cycle's name; of a safety act, the id of its event."""
    kind: Kind
    position: int
    """Of its first event."""
    last_position: int
    started_at: datetime
    trigger: str
    """`event` or `poll`; of a safety act, its rule; of a proposal, the tool."""
    causes: tuple[str, ...] = ()
    """Ids of what it was about; the first few, the first event has them all."""
    steps: int = 0
    outcome: str | None = None
    finished_at: datetime | None = None
    model: str | None = None
    zones: tuple[str, ...] = ()
    approved: int = 0
    refused: int = 0
    approvals: int = 0
    """How often a person was asked."""
    tasks: tuple[int, ...] = ()
    """The tasks that its wishes became, or were merged into."""
    commands: tuple[str, ...] = ()
    """The devices that were commanded."""
    utterances: int = 0
    prompt_tokens: int = 0
    reply_tokens: int = 0
    model_ms: int = 0
    wishes: tuple[str, ...] = ()
    """Ids of the wishes for tasks that nobody has answered yet."""
    agent: str | None = None
    """Who proposed, where that was not the model: `person:7`."""


Step = Callable[[Decision, Any], Decision]  # Any: the payload that the step is about


def _prompted(row: Decision, data: brain.ModelPrompted) -> Decision:
    return replace(row, steps=max(row.steps, data.step), model=data.model)


def _replied(row: Decision, data: brain.ModelReplied) -> Decision:
    return replace(
        row,
        prompt_tokens=row.prompt_tokens + (data.prompt_tokens or 0),
        reply_tokens=row.reply_tokens + (data.reply_tokens or 0),
        model_ms=row.model_ms + round(data.duration_ms),
    )


def _failed(row: Decision, data: brain.ModelFailed) -> Decision:
    return replace(row, model_ms=row.model_ms + round(data.duration_ms))


def _approved(row: Decision, data: brain.ActionApproved) -> Decision:
    """Its arguments are validated, so the zone that they name is one."""
    named = (data.arguments.get(name) for name in ("zone", "zone_id"))
    zones = [zone for zone in named if isinstance(zone, str)]
    return replace(row, approved=row.approved + 1, zones=_with(row.zones, zones))


def _refused(row: Decision, _: brain.ActionRefused) -> Decision:
    return replace(row, refused=row.refused + 1)


def _asked(row: Decision, _: brain.ApprovalRequested) -> Decision:
    return replace(row, approvals=row.approvals + 1)


def _spoke(row: Decision, _: voice.Requested) -> Decision:
    return replace(row, utterances=row.utterances + 1)


def _commanded(row: Decision, data: CommandRequested) -> Decision:
    return replace(row, commands=_with(row.commands, [data.device]))


STEPS: Mapping[str, Step] = {
    brain.ModelPrompted.event_type: _prompted,
    brain.ModelReplied.event_type: _replied,
    brain.ModelFailed.event_type: _failed,
    brain.ActionApproved.event_type: _approved,
    brain.ActionRefused.event_type: _refused,
    brain.ApprovalRequested.event_type: _asked,
    voice.Requested.event_type: _spoke,
    CommandRequested.event_type: _commanded,
}
"""What changes a row by its payload alone."""

VERDICTS: Mapping[str, str] = {
    brain.ActionApproved.event_type: "acted",
    brain.ActionRefused.event_type: "refused",
}
"""With which an agent's proposal is decided; a cycle says itself how it ended."""

_OTHERS: tuple[type[Payload], ...] = (
    brain.CycleStarted,
    brain.CycleFinished,
    brain.SafetyActed,
    brain.ActionProposed,
    tasks.Requested,
    tasks.Created,
    tasks.Merged,
)


class Decisions(Projection[Decision]):
    """The newest cycles, safety acts and proposals, by the position of the first event of each."""

    name: ClassVar[str] = "decisions"
    version: ClassVar[int] = 2
    handles: ClassVar[frozenset[str]] = frozenset(STEPS) | {one.event_type for one in _OTHERS}
    row: ClassVar[type] = Decision

    def apply(self, state: State[Decision], event: Recorded) -> None:
        match event.data:
            case brain.CycleStarted() | brain.SafetyActed() | brain.ActionProposed():
                begun = _begun(event)
                state.put(decision_key(begun.position), begun)
                _forget_the_oldest(state)
            case tasks.Created() | tasks.Merged():
                _answer(state, event)
            case _:
                _go_on(state, event)


def _forget_the_oldest(state: State[Decision]) -> None:
    """Rows lie in the order in which they began, also when they were read from a table."""
    while len(state) > DECISIONS_KEPT:
        state.remove(next(iter(state)))


def decision_key(position: int) -> str:
    """Sorts by age."""
    return f"{position:018d}"


def _begun(event: Recorded) -> Decision:
    data = event.data
    if isinstance(data, brain.CycleStarted):
        first = _first_of(event, "cycle", data.cycle, data.trigger)
        return replace(first, causes=data.causes[:CAUSES_KEPT])
    if isinstance(data, brain.ActionProposed):
        return replace(_first_of(event, "agent", data.cycle, data.tool), agent=event.actor)
    assert isinstance(data, brain.SafetyActed)
    first = _first_of(event, "safety", str(event.id), data.rule)
    cause = () if event.causation_id is None else (str(event.causation_id),)
    zones = _with(first.zones, [data.zone])
    return replace(first, causes=cause, zones=zones, outcome="acted", finished_at=event.time)


def _first_of(event: Recorded, kind: Kind, cycle: str, trigger: str) -> Decision:
    at = event.position
    return Decision(cycle, kind, at, at, event.time, trigger, zones=_with((), _zones_of(event)))


def _go_on(state: State[Decision], event: Recorded) -> None:
    """What an event changes about the decision that it is about; of others, nothing is known."""
    found = _decision_of(state, event)
    if found is None:
        return
    key, row = found
    zones = _with(row.zones, _zones_of(event))
    state.put(key, _stepped(replace(row, zones=zones, last_position=event.position), event))


def _stepped(row: Decision, event: Recorded) -> Decision:
    match event.data:
        case brain.CycleFinished() as data:
            steps = max(row.steps, data.steps)
            return replace(row, steps=steps, outcome=data.outcome, finished_at=event.time)
        case tasks.Requested():
            return replace(row, wishes=_with(row.wishes, [str(event.id)]))
        case data:
            return _decided(STEPS[event.type](row, data), event)


def _decided(row: Decision, event: Recorded) -> Decision:
    if row.kind != "agent" or event.type not in VERDICTS:
        return row
    return replace(row, outcome=VERDICTS[event.type], finished_at=event.time)


def _answer(state: State[Decision], event: Recorded) -> None:
    """A wish became a task, or was merged into one; most wishes are not the brain's."""
    wish, task = str(event.causation_id), event.data
    assert isinstance(task, tasks.Created | tasks.Merged)
    for key, row in islice(state.newest(), LOOKED_BACK):
        if wish in row.wishes:
            left = tuple(one for one in row.wishes if one != wish)
            numbers = _with(row.tasks, [task.task])
            state.put(key, replace(row, wishes=left, tasks=numbers, last_position=event.position))
            return


def _decision_of(state: State[Decision], event: Recorded) -> tuple[str, Decision] | None:
    about = (event.subject, *event.tags)
    cycle = next((one.name for one in about if one.startswith("cycle:")), None)
    if cycle is not None:
        rows = islice(state.newest(), LOOKED_BACK)
        return next((found for found in rows if found[1].cycle == cycle), None)
    cause = (str(event.causation_id),)
    near = islice(state.newest(), NEIGHBOURS)
    acts = (found for found in near if found[1].kind == "safety")
    return next((found for found in acts if found[1].causes == cause), None)


def _zones_of(event: Recorded) -> Iterable[str]:
    return (one.name for one in (event.subject, *event.tags) if one.startswith("zone:"))


def _with(known: tuple[Listed, ...], new: Iterable[Listed]) -> tuple[Listed, ...]:
    """Each once, in the order in which they came; no more than are kept."""
    return tuple(dict.fromkeys((*known, *new)))[:NAMES_KEPT]
