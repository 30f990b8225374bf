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
from events.vision import ActivityObserved, OccupancyObserved
from events.zones import (
    PersonEntered,
    PersonExited,
    SedentaryNoticed,
    TamperingSuspected,
    TemperatureSpiked,
    ThresholdCleared,
    ThresholdCrossed,
)
from projections.brain.agenda import NONE, Agenda
from projections.brain.headcounts import Headcounts
from projections.brain.settled_state import settled
from projections.fusion import WINDOW
from projections.projection import Projection, State
from projections.task_timers import Pace
from projections.timers import Due

POLL = timedelta(seconds=30)
"""Between two looks at what changed."""
LONGEST_CYCLE = timedelta(minutes=15)
"""Then a cycle is over, whatever it waits for."""

BRAIN_BATCH = "brain_batch"
BRAIN_POLL = "brain_poll"
BRAIN_CYCLE = "brain_cycle"
NEXT = "next"

BRAIN_SOURCES = ("/handlers/brain/", "/handlers/safety_floor/")
"""Whose wishes for tasks are the brain's business when they are done."""

OWN_LIMIT = 1_000
"""Wishes and tasks of the brain's own that are followed."""


@dataclass(frozen=True, slots=True)
class Followed:
    """What the reports of tasks, and the states of devices, are compared with."""

    followed: tuple[str, ...]
    """Ids of wishes and numbers of tasks, the newest last."""


@dataclass(frozen=True, slots=True)
class LastState:
    """What an actuator reported last, as far as a change of it is worth a look."""

    last_state: Mapping[str, str]


Row = Agenda | Headcounts | Followed | LastState

_AGENDA, _HEADCOUNTS, _FOLLOWED = "agenda", "headcounts", "followed"


class BrainTimers(Projection[Row]):
    """One agenda, and what is followed for it."""

    name: ClassVar[str] = "brain_timers"
    version: ClassVar[int] = 2
    row: ClassVar[type] = cast("type", Row)

    def apply(self, state: State[Row], event: Recorded) -> None:
        fold = _FOLDS.get(event.type)
        if fold is not None:
            known = agenda_of(state)
            after = fold(state, known.no_later_than(event.recorded_at), event, event.data)
            if after != known:
                state.put(_AGENDA, after)


def agenda_of(state: State[Row]) -> Agenda:
    known = state.get(_AGENDA)
    return known if isinstance(known, Agenda) else Agenda(NONE)


def due_thoughts(rows: Mapping[str, Any], pace: Pace) -> Iterator[Due]:
    """The brain's armed timer, if there is one."""
    agenda, counts = rows.get(_AGENDA), rows.get(_HEADCOUNTS, Headcounts({}))
    if not isinstance(agenda, Agenda):
        return
    if agenda.cycle is not None and agenda.began_at is not None:
        yield Due(f"{BRAIN_CYCLE}:{agenda.cycle}", agenda.began_at + LONGEST_CYCLE)
        return
    noteworthy = list(_noteworthy(agenda, counts, pace))
    if noteworthy:
        yield Due(f"{BRAIN_BATCH}:{NEXT}", min(noteworthy))
        return
    changed = list(_different(agenda, counts, pace))
    if changed:
        yield Due(f"{BRAIN_POLL}:{NEXT}", min(changed))


def _noteworthy(agenda: Agenda, counts: Headcounts, pace: Pace) -> Iterator[datetime]:
    """When to think about each thing of note; in an empty building, only about warnings."""
    new, old = agenda.waiting, agenda.again
    if new.warned_at is not None:
        yield _apart(agenda, new.warned_at + pace.brain_batch, pace.brain_apart)
    if new.informed_at is not None:
        due = _apart(agenda, new.informed_at + pace.brain_batch, pace.brain_apart)
        yield counts.not_empty_from(due)
    if agenda.again_at is not None and (old.warned_at or old.informed_at):
        due = _apart(agenda, agenda.again_at, pace.brain_apart)
        yield due if old.warned_at else counts.not_empty_from(due)


def _different(agenda: Agenda, counts: Headcounts, pace: Pace) -> Iterator[datetime]:
    """When to look at what merely changed; not before a model that failed is asked again."""
    changed_at = agenda.waiting.changed_at
    if agenda.again_at is not None:
        yield counts.not_empty_from(_apart(agenda, agenda.again_at, pace.brain_apart))
    elif changed_at is not None:
        apart = max(POLL, pace.brain_apart)
        # At a start much changes, and a look at it would hold up the first warning.
        due = changed_at + apart if agenda.began_at is None else _apart(agenda, changed_at, apart)
        yield counts.not_empty_from(due)


def _apart(agenda: Agenda, due: datetime, apart: timedelta) -> datetime:
    """That moment, or a later one that is far enough from the last cycle."""
    return due if agenda.began_at is None else max(due, agenda.began_at + apart)


def _warned(_: State[Row], agenda: Agenda, event: Recorded, __: Any) -> Agenda:
    known = agenda.reasons
    if known.warned_at is not None:
        return agenda
    return replace(agenda, reasons=replace(known, warned_at=heard_at(event)))


def _informed(_: State[Row], agenda: Agenda, event: Recorded, __: Any) -> Agenda:
    known = agenda.reasons
    if known.informed_at is not None:
        return agenda
    return replace(agenda, reasons=replace(known, informed_at=heard_at(event)))


def _changed(_: State[Row], agenda: Agenda, event: Recorded, __: Any) -> Agenda:
    known = agenda.reasons
    if known.changed_at is not None:
        return agenda
    return replace(agenda, reasons=replace(known, changed_at=heard_at(event)))


def heard_at(event: Recorded) -> datetime:
    """When it happened, but no later than it was heard of: a device's clock may be fast."""
    return min(event.time, event.recorded_at)


def _counted(
    state: State[Row], agenda: Agenda, event: Recorded, seen: PersonEntered | PersonExited
) -> Agenda:
    state.put(_HEADCOUNTS, _headcounts(state).counted(seen.zone, seen.count, heard_at(event)))
    return _changed(state, agenda, event, seen)


def _looked(
    state: State[Row], agenda: Agenda, event: Recorded, seen: OccupancyObserved | ActivityObserved
) -> Agenda:
    known = _headcounts(state)
    # Where nobody was ever seen no building is called empty, and there is nothing to confirm.
    if known.were_people and event.recorded_at - event.time < WINDOW:
        state.put(_HEADCOUNTS, known.looked(seen.zone, heard_at(event)))
    return agenda


def _headcounts(state: State[Row]) -> Headcounts:
    known = state.get(_HEADCOUNTS)
    return known if isinstance(known, Headcounts) else Headcounts({})


def _state_reported(
    state: State[Row], agenda: Agenda, event: Recorded, report: StateReported
) -> Agenda:
    key = f"state/{report.device}"
    said = LastState(settled(report.state))
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


def _configured(state: State[Row], agenda: Agenda, event: Recorded, said: Configured) -> Agenda:
    """The loop passes over what fires before it is told what to think with; that waits again."""
    after = agenda.over(event.recorded_at) if agenda.cycle is None else agenda
    return _changed(state, after, event, said)


def _followed(state: State[Row]) -> tuple[str, ...]:
    known = state.get(_FOLLOWED)
    return known.followed if isinstance(known, Followed) else ()


def _follow(state: State[Row], name: str) -> None:
    state.put(_FOLLOWED, Followed((*_followed(state), name)[-OWN_LIMIT:]))


def _fired(__: State[Row], agenda: Agenda, event: Recorded, fired: Fired) -> Agenda:
    purpose, _, name = fired.timer.partition(":")
    if purpose == BRAIN_CYCLE and name == agenda.cycle:
        return agenda.over(event.time)
    if purpose not in (BRAIN_BATCH, BRAIN_POLL):
        return agenda
    return agenda.fired(str(event.id), event.time)


def _began(_: State[Row], agenda: Agenda, event: Recorded, begun: CycleStarted) -> Agenda:
    return agenda.begun(begun.cycle, event.time)


def _ended(_: State[Row], agenda: Agenda, event: Recorded, ended: CycleFinished) -> Agenda:
    is_last = agenda.cycle in (ended.cycle, None)
    over = agenda.over(event.time) if is_last else agenda
    return over.came_to(ended.outcome, event.time)


Fold = Callable[[State[Row], Agenda, Recorded, Any], Agenda]  # Any: the payload it is for

_FOLDS: Mapping[str, Fold] = {
    ThresholdCrossed.event_type: _warned,
    TemperatureSpiked.event_type: _warned,
    TamperingSuspected.event_type: _warned,
    SedentaryNoticed.event_type: _informed,
    WentOffline.event_type: _informed,
    Configured.event_type: _configured,
    ThresholdCleared.event_type: _changed,
    CameOnline.event_type: _changed,
    BatteryLow.event_type: _changed,
    TrustChanged.event_type: _changed,
    StateReported.event_type: _state_reported,
    PersonEntered.event_type: _counted,
    PersonExited.event_type: _counted,
    OccupancyObserved.event_type: _looked,
    ActivityObserved.event_type: _looked,
    Requested.event_type: _wished,
    Created.event_type: _created,
    Completed.event_type: _completed,
    Fired.event_type: _fired,
    CycleStarted.event_type: _began,
    CycleFinished.event_type: _ended,
}

BrainTimers.handles = frozenset(_FOLDS)
