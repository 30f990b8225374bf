"""What led to an event, and what followed from it, one link at a time.

What a handler decided names its cause. What came from outside names none, and what a timer brought
names the timer; but it is about something: a tap about a task, an answer about a command. From that
one comes to what was before it, and what follows from an event is what has it before.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from events import brain, credits, devices, tasks, vision, voice, zones
from events.envelope import Recorded
from events.eventlog import EventLog
from events.identity import Position, Subject
from events.payload import Payload
from events.query import Query

FOLLOWERS = 20
"""Events about the same thing that are looked at, at most, for what follows."""

CYCLES_AHEAD = 5
"""Cycles after something noteworthy that are looked at for having it among their causes."""

POSITIONS_AHEAD = 200_000
"""How far behind something noteworthy a cycle is looked for that has it among its causes."""

_THINGS = frozenset({"task", "claim", "cycle", "command", "utterance"})

BEFORE: Mapping[str, str] = {
    after.event_type: before.event_type
    for after, before in (
        (tasks.Completed, tasks.Accepted),
        (tasks.Accepted, tasks.Created),
        (tasks.Ignored, tasks.Created),
        (tasks.Cancelled, tasks.Created),
        (tasks.Dispatched, tasks.Created),
        (tasks.Reminded, tasks.Created),
        (tasks.Expired, tasks.Created),
        (credits.ClaimRedeemed, credits.ClaimIssued),
        (credits.ClaimIssued, tasks.Completed),
        (brain.ModelPrompted, brain.CycleStarted),
        (brain.CycleFinished, brain.CycleStarted),
        (brain.ModelReplied, brain.ModelPrompted),
        (brain.ModelFailed, brain.ModelPrompted),
        (devices.CommandSent, devices.CommandRequested),
        (devices.CommandSucceeded, devices.CommandRequested),
        (devices.CommandFailed, devices.CommandRequested),
        (devices.CommandTimedOut, devices.CommandRequested),
        (voice.TextGenerated, voice.Requested),
        (voice.Synthesised, voice.Requested),
        (voice.Failed, voice.Requested),
        (voice.Played, voice.Requested),
    )
}
"""What has no cause, or only a timer, and what was before it about the same thing."""

_COMMAND_ANSWERS = frozenset(
    {
        devices.CommandSent.event_type,
        devices.CommandSucceeded.event_type,
        devices.CommandFailed.event_type,
        devices.CommandTimedOut.event_type,
    }
)


def _types(*payloads: type[Payload]) -> frozenset[str]:
    return frozenset(one.event_type for one in payloads)


_NOTEWORTHY = _types(
    zones.PersonEntered,
    zones.ThresholdCrossed,
    zones.TemperatureSpiked,
    zones.SedentaryNoticed,
    zones.TamperingSuspected,
    zones.DoorOpened,
    vision.WhiteboardObserved,
    devices.WentOffline,
    tasks.Completed,
)
"""What may be among the causes of a cycle."""

_CYCLES = _types(brain.CycleStarted)
_ACTS = _types(brain.SafetyActed)

WISHES = _types(tasks.Requested, voice.Requested, devices.CommandRequested)
"""How something is asked for; who let it be asked for was decided in the same step."""

_VERDICTS = _types(
    brain.ActionApproved, brain.ActionRefused, brain.ApprovalRequested, brain.SafetyActed
)


def _followers() -> Mapping[str, frozenset[str]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for after, before in BEFORE.items():
        found[before].add(after)
    return {before: frozenset(after) for before, after in found.items()}


AFTER = _followers()


async def led_to(log: EventLog, event: Recorded) -> list[Recorded]:
    """The events that an event came of directly, and the verdicts that let it happen."""
    causes = [*_named_causes(event), *([event.causation_id] if event.causation_id else [])]
    found = [one for cause in causes if (one := await log.get(cause)) is not None]
    before = await _before(log, event)
    found += [] if before is None else [before]
    if event.type in WISHES and event.causation_id:
        decided = await log.effects(event.causation_id)
        found += [one for one in decided if one.type in _VERDICTS]
    return found


async def followed(log: EventLog, event: Recorded, until: Position) -> list[Recorded]:
    """The events up to a position that came of an event directly."""
    found = [*await log.effects(event.id), *await _after(log, event, until)]
    if event.type in _NOTEWORTHY:
        found += await _cycles_about(log, event, until)
    if event.type in _ACTS:
        found += await wishes_beside(log, event)
    return [one for one in found if one.position <= until]


def _named_causes(event: Recorded) -> Sequence[UUID]:
    """A cycle is caused by a timer; what it is about, it names."""
    if event.type not in _CYCLES or not isinstance(event.data, brain.CycleStarted):
        return ()
    return [one for text in event.data.causes if (one := uuid_in(text)) is not None]


def uuid_in(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


async def _before(log: EventLog, event: Recorded) -> Recorded | None:
    wanted, about = BEFORE.get(event.type), _things(event)
    if wanted is None or not about:
        return None
    query = Query(about=about, types=frozenset({wanted}))
    found = await log.backward(before=event.position, query=query, limit=1)
    return found[0] if found and not _is_foreign(event, found[0]) else None


def _is_foreign(answer: Recorded, request: Recorded) -> bool:
    """A device may answer any command; what it says of another's is no answer."""
    return answer.type in _COMMAND_ANSWERS and answer.subject != request.subject


async def _after(log: EventLog, event: Recorded, until: Position) -> list[Recorded]:
    wanted, about = AFTER.get(event.type), _things(event)
    if wanted is None or not about:
        return []
    query = Query(about=about, types=wanted)
    candidates = await _first(log, event.position, until, query, FOLLOWERS)
    return [one for one in candidates if await _before(log, one) == event]


async def wishes_beside(log: EventLog, act: Recorded) -> list[Recorded]:
    """What a safety act asked for: it was decided in the same step, and has the same cause."""
    beside = await log.effects(act.causation_id) if act.causation_id else []
    return [one for one in beside if one.type in WISHES and one.source == act.source]


async def _cycles_about(log: EventLog, event: Recorded, until: Position) -> list[Recorded]:
    end = Position(min(until, event.position + POSITIONS_AHEAD))
    next_ones = await _first(log, event.position, end, Query(types=_CYCLES), CYCLES_AHEAD)
    return [one for one in next_ones if event.id in _named_causes(one)]


async def _first(
    log: EventLog, after: Position, until: Position, query: Query, limit: int
) -> Sequence[Recorded]:
    found: list[Recorded] = []
    async for page in log.pages(after=after, until=until, query=query, size=limit):
        found.extend(page.events)
        if len(found) >= limit:
            break
    return found[:limit]


def _things(event: Recorded) -> frozenset[Subject]:
    """What an event is about that a story can be followed by."""
    return frozenset(_of_kinds((event.subject, *event.tags)))


def _of_kinds(subjects: Iterable[Subject]) -> Iterable[Subject]:
    return (one for one in subjects if one.kind in _THINGS)
