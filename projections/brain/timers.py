"""When the brain is to think next, as the log says it; the clock only has to look.

A cycle begins some seconds after something noteworthy, so that what happens together is thought
about together, and never too soon after the last one; how long that is, the clock is told (ADR 10).
Lesser changes wait for the next look round. Where nothing changed nothing is armed: silence costs
nothing.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, ClassVar, cast

from events.brain import Configured, CycleFinished, CycleStarted
from events.devices import BatteryLow, CameOnline, StateReported, TrustChanged, WentOffline
from events.envelope import Recorded
from events.tasks import Completed, Created, Requested
from events.timers import Fired
from events.zones import (
    PersonEntered,
    PersonExited,
    SedentaryNoticed,
    TamperingSuspected,
    TemperatureSpiked,
    ThresholdCleared,
    ThresholdCrossed,
)
from projections.projection import Projection, State
from projections.task_timers import Pace
from projections.timers import Due

POLL = timedelta(seconds=30)
"""Between two looks at what changed."""
LONGEST_CYCLE = timedelta(minutes=15)
"""Then a cycle is over, whatever it waits for."""

FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=30), timedelta(minutes=10)
"""Before a cycle about what the last one came to nothing with; doubling."""
CAME_TO_NOTHING = frozenset({"unanswered", "abandoned"})

BRAIN_BATCH = "brain_batch"
BRAIN_POLL = "brain_poll"
BRAIN_CYCLE = "brain_cycle"
NEXT = "next"

BRAIN_SOURCES = ("/handlers/brain/", "/handlers/safety_floor/")
"""Whose wishes for tasks are the brain's business when they are done."""

OWN_LIMIT = 1_000
"""Wishes and tasks of the brain's own that are followed."""


@dataclass(frozen=True, slots=True)
class Agenda:
    """What there is to think about."""

    counts: Mapping[str, int]
    """People by zone, where there are any."""
    began_at: datetime | None = None
    """The last cycle."""
    cycle: str | None = None
    """The one that is running."""
    warned_at: datetime | None = None
    """Since when something is wrong and has not been thought about."""
    informed_at: datetime | None = None
    """The same of what is worth a word."""
    changed_at: datetime | None = None
    """The same of what is only different."""
    again_at: datetime | None = None
    """When to think again about what a cycle was about that came to nothing."""
    failures: int = 0
    """Cycles in a row that came to nothing."""
    were_people: bool = False
    """Whether people have ever been seen here."""

    @property
    def is_empty(self) -> bool:
        """Whether people have been seen here, and nobody is there now."""
        return self.were_people and not self.counts


@dataclass(frozen=True, slots=True)
class Followed:
    """What the reports of tasks, and the states of devices, are compared with."""

    followed: tuple[str, ...]
    """Ids of wishes and numbers of tasks, the newest last."""


@dataclass(frozen=True, slots=True)
class LastState:
    """What an actuator reported last, as it can be compared."""

    state_json: bytes


Row = Agenda | Followed | LastState

_AGENDA, _FOLLOWED = "agenda", "followed"


class BrainTimers(Projection[Row]):
    """One agenda, and what is followed for it."""

    name: ClassVar[str] = "brain_timers"
    row: ClassVar[type] = cast("type", Row)

    def apply(self, state: State[Row], event: Recorded) -> None:
        fold = _FOLDS.get(event.type)
        if fold is not None:
            agenda = agenda_of(state)
            after = fold(state, agenda, event, event.data)
            if after is not agenda:
                state.put(_AGENDA, after)


def agenda_of(state: State[Row]) -> Agenda:
    known = state.get(_AGENDA)
    return known if isinstance(known, Agenda) else Agenda({})


def due_thoughts(rows: Mapping[str, Any], pace: Pace) -> Iterator[Due]:
    """The brain's armed timer, if there is one."""
    agenda = rows.get(_AGENDA)
    if not isinstance(agenda, Agenda):
        return
    if agenda.cycle is not None and agenda.began_at is not None:
        yield Due(f"{BRAIN_CYCLE}:{agenda.cycle}", agenda.began_at + LONGEST_CYCLE)
        return
    due = _next(agenda, pace)
    if due is not None:
        yield due


def _next(agenda: Agenda, pace: Pace) -> Due | None:
    """The earlier of what is noteworthy and of what merely changed."""
    earliest = None if agenda.began_at is None else agenda.began_at + pace.brain_apart
    told = [agenda.warned_at, None if agenda.is_empty else agenda.informed_at]
    dues = [one + pace.brain_batch for one in told if one is not None]
    dues += [] if agenda.again_at is None else [agenda.again_at]
    if dues:
        due = min(dues)
        return Due(f"{BRAIN_BATCH}:{NEXT}", due if earliest is None else max(due, earliest))
    if agenda.changed_at is None or agenda.is_empty:
        return None
    last = agenda.began_at
    due = (
        agenda.changed_at + pace.brain_batch
        if last is None
        else max(agenda.changed_at, last + max(POLL, pace.brain_apart))
    )
    return Due(f"{BRAIN_POLL}:{NEXT}", due)


def _warned(_: State[Row], agenda: Agenda, event: Recorded, __: Any) -> Agenda:
    return agenda if agenda.warned_at else replace(agenda, warned_at=heard_at(event))


def _informed(_: State[Row], agenda: Agenda, event: Recorded, __: Any) -> Agenda:
    return agenda if agenda.informed_at else replace(agenda, informed_at=heard_at(event))


def _changed(_: State[Row], agenda: Agenda, event: Recorded, __: Any) -> Agenda:
    return agenda if agenda.changed_at else replace(agenda, changed_at=heard_at(event))


def heard_at(event: Recorded) -> datetime:
    """When it happened, but no later than it was heard of: a device's clock may be fast."""
    return min(event.time, event.recorded_at)


def _counted(
    state: State[Row], agenda: Agenda, event: Recorded, seen: PersonEntered | PersonExited
) -> Agenda:
    others = {zone: count for zone, count in agenda.counts.items() if zone != seen.zone}
    counts = {**others, seen.zone: seen.count} if seen.count else others
    return _changed(state, replace(agenda, counts=counts, were_people=True), event, seen)


def _state_reported(
    state: State[Row], agenda: Agenda, event: Recorded, report: StateReported
) -> Agenda:
    key = f"state/{report.device}"
    said = LastState(report.model_dump_json(include={"state"}).encode())
    if state.get(key) == said:
        return agenda
    state.put(key, said)
    return _changed(state, agenda, event, report)


def _wished(state: State[Row], agenda: Agenda, event: Recorded, _: Requested) -> Agenda:
    if event.source.startswith(BRAIN_SOURCES):
        _follow(state, str(event.id))
    return agenda


def _created(state: State[Row], agenda: Agenda, event: Recorded, made: Created) -> Agenda:
    if str(event.causation_id) in _followed(state):
        _follow(state, f"task/{made.task}")
    return agenda


def _completed(state: State[Row], agenda: Agenda, event: Recorded, done: Completed) -> Agenda:
    if f"task/{done.task}" not in _followed(state):
        return agenda
    return _informed(state, agenda, event, done)


def _followed(state: State[Row]) -> tuple[str, ...]:
    known = state.get(_FOLLOWED)
    return known.followed if isinstance(known, Followed) else ()


def _follow(state: State[Row], name: str) -> None:
    state.put(_FOLLOWED, Followed((*_followed(state), name)[-OWN_LIMIT:]))


def _fired(__: State[Row], agenda: Agenda, event: Recorded, fired: Fired) -> Agenda:
    """It is thought about from now on; what happens next is for the next cycle."""
    purpose, _, name = fired.timer.partition(":")
    if purpose == BRAIN_CYCLE and name == agenda.cycle:
        return replace(agenda, cycle=None)
    if purpose not in (BRAIN_BATCH, BRAIN_POLL):
        return agenda
    return replace(
        agenda,
        began_at=event.time,
        warned_at=None,
        informed_at=None,
        changed_at=None,
        again_at=None,
    )


def _began(_: State[Row], agenda: Agenda, event: Recorded, begun: CycleStarted) -> Agenda:
    return replace(agenda, cycle=begun.cycle, began_at=event.time)


def _ended(_: State[Row], agenda: Agenda, event: Recorded, ended: CycleFinished) -> Agenda:
    over = replace(agenda, cycle=None) if agenda.cycle in (ended.cycle, None) else agenda
    if ended.outcome not in CAME_TO_NOTHING:
        return replace(over, failures=0)
    pause = min(FIRST_PAUSE * 2 ** min(over.failures, 10), LONGEST_PAUSE)
    return replace(over, failures=over.failures + 1, again_at=event.time + pause)


Fold = Callable[[State[Row], Agenda, Recorded, Any], Agenda]  # Any: the payload it is for

_FOLDS: Mapping[str, Fold] = {
    ThresholdCrossed.event_type: _warned,
    TemperatureSpiked.event_type: _warned,
    TamperingSuspected.event_type: _warned,
    SedentaryNoticed.event_type: _informed,
    WentOffline.event_type: _informed,
    Configured.event_type: _informed,
    ThresholdCleared.event_type: _changed,
    CameOnline.event_type: _changed,
    BatteryLow.event_type: _changed,
    TrustChanged.event_type: _changed,
    StateReported.event_type: _state_reported,
    PersonEntered.event_type: _counted,
    PersonExited.event_type: _counted,
    Requested.event_type: _wished,
    Created.event_type: _created,
    Completed.event_type: _completed,
    Fired.event_type: _fired,
    CycleStarted.event_type: _began,
    CycleFinished.event_type: _ended,
}

BrainTimers.handles = frozenset(_FOLDS)
