"""The cognitive loop: when its timer fires it asks, and lets happen what the gate lets through.

A reactor on the brain's context. It never waits: every step is caused by an event, and what it
remembers of a running cycle is part of its state. What its own events say it knows already, and it
passes over them (ADR 2); a cycle that nobody answers is ended by a timer.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, ClassVar

from events.brain import (
    ActionApproved,
    ActionProposed,
    ActionRefused,
    Configured,
    Ending,
    ModelFailed,
    ModelReplied,
)
from events.devices import CommandFailed, CommandSucceeded, CommandTimedOut
from events.envelope import Draft, Recorded
from events.tasks import Created, Merged
from events.timers import Fired
from handlers.brain.approvals import NAME as APPROVALS
from handlers.brain.effects import NAME, finished
from handlers.brain.judging import judged
from handlers.brain.mind import (
    ROW,
    Cycle,
    Row,
    Setting,
    cycle_of,
    end_cycle,
    put_cycle,
    put_quiet,
    put_setting,
    setting_of,
)
from handlers.brain.outcomes import answered, came_of, time_is_up
from handlers.brain.outside import proposed
from handlers.brain.prompting import begun, next_step, prompted, started
from handlers.brain.room import has_room
from handlers.gate.bounds import DEFAULT_BOUNDS, Bounds
from handlers.reactor import Reactor
from projections.brain.access import not_thought_about, thought_about
from projections.brain.agenda import CAME_TO_NOTHING
from projections.brain.context import BrainContext
from projections.brain.timers import (
    BRAIN_BATCH,
    BRAIN_CYCLE,
    BRAIN_POLL,
    LONGEST_CYCLE,
)
from projections.calendar import QUIET_BEGINS, QUIET_ENDS
from projections.command_timers import COMMAND_DUE, is_worth_another_attempt
from projections.projection import State

STEPS_LIMIT = 5
"""Times that the model is asked in one cycle, at most."""

_CONTEXT = BrainContext()

_OWN: frozenset[str] = frozenset(
    payload.event_type
    for payload in (
        ActionProposed,
        Configured,
        ActionApproved,
        ActionRefused,
        ModelReplied,
        ModelFailed,
        Fired,
        CommandSucceeded,
        CommandFailed,
        CommandTimedOut,
    )
)
"""What the loop looks at besides its context."""

Drafts = Sequence[Draft]


class Brain(Reactor[Row]):
    """Cycles: started, prompted, judged, finished."""

    name: ClassVar[str] = NAME
    version: ClassVar[int] = 6
    handles: ClassVar[frozenset[str]] = BrainContext.handles | _OWN
    row: ClassVar[type] = ROW
    urgent: ClassVar[bool] = True

    def __init__(self, bounds: Bounds = DEFAULT_BOUNDS) -> None:
        self._bounds = bounds

    def step(self, state: State[Row], event: Recorded) -> Drafts:
        if event.type in _CONTEXT.handles:
            rows: State[Any] = state  # the context's, among others
            _CONTEXT.apply(rows, event)
        match event.data:
            case Fired() as fired:
                return _fired(state, event, fired)
            case ModelReplied() as reply:
                return self._replied(state, event, reply)
            case ModelFailed() as failure:
                return _failed(state, failure)
            case ActionProposed() as asked:
                return proposed(state, event, asked, self._bounds)
            case Created() | Merged() | CommandSucceeded() | CommandFailed() | CommandTimedOut():
                return _came_of(state, event)
            case ActionApproved() | ActionRefused() as verdict if _by_approvals(event):
                answered(state, verdict)
            case Configured() as configured:
                put_setting(state, Setting(configured, str(event.id)))
        return ()

    def _replied(self, state: State[Row], event: Recorded, reply: ModelReplied) -> Drafts:
        cycle, setting = cycle_of(state), setting_of(state)
        if cycle is None or setting is None or not _is_awaited(cycle, reply):
            return ()
        found = judged(state, cycle, setting, event, self._bounds)
        if found.refused:
            return [*found.drafts, _end(state, found.cycle, "refused")]
        if not found.cycle.calls:
            return [*found.drafts, _end(state, found.cycle, "acted" if cycle.acted else "idle")]
        return [*found.drafts, *_go_on(state, found.cycle, setting, event)]


def _by_approvals(event: Recorded) -> bool:
    """Whether a verdict is a person's; our own ones say nothing new to us (ADR 2)."""
    return event.source.startswith(f"/handlers/{APPROVALS}/")


def _is_awaited(cycle: Cycle, answer: ModelReplied | ModelFailed) -> bool:
    """Whether it answers the present step, and is the first to do so."""
    given = (answer.cycle, answer.step, answer.request_digest)
    return given == (cycle.cycle, cycle.step, cycle.digest) and not cycle.awaited


def _fired(state: State[Row], event: Recorded, fired: Fired) -> Drafts:
    purpose, _, name = fired.timer.partition(":")
    if purpose in (BRAIN_BATCH, BRAIN_POLL):
        return _begin(state, event, purpose)
    if purpose in (QUIET_BEGINS, QUIET_ENDS):
        put_quiet(state, purpose == QUIET_BEGINS)
        return ()
    if purpose == COMMAND_DUE:
        if is_worth_another_attempt(fired, event):
            time_is_up(state, event, name)
        return ()
    cycle = cycle_of(state)
    if purpose == BRAIN_CYCLE and cycle is not None and cycle.cycle == name:
        return [_end(state, cycle, "abandoned")]
    return ()


def _begin(state: State[Any], event: Recorded, purpose: str) -> Drafts:
    """A new cycle, unless one is running or nobody has said what to think with."""
    setting, running = setting_of(state), cycle_of(state)
    if setting is None or (running is not None and not _is_stale(running, event.time)):
        return ()
    # A cycle that the timers do not know of can have come from another version's decisions.
    ended = [] if running is None else [_end(state, running, "abandoned")]
    cycle = begun(state, setting, event)
    drafts = [*ended, started(state, cycle, purpose), prompted(cycle, setting, event)]
    thought_about(state, cycle.cycle)
    put_cycle(state, cycle)
    return drafts


def _is_stale(cycle: Cycle, now: datetime) -> bool:
    return now - cycle.began_at >= LONGEST_CYCLE


def _failed(state: State[Row], failure: ModelFailed) -> Drafts:
    cycle = cycle_of(state)
    if cycle is None or not _is_awaited(cycle, failure):
        return ()
    return [_end(state, cycle, "unanswered")]


def _came_of(state: State[Row], event: Recorded) -> Drafts:
    """An outcome: once the last is there, the model is told; after a failure it is over."""
    cycle, setting = cycle_of(state), setting_of(state)
    outcome = came_of(state, event)
    if outcome is None or cycle is None or setting is None or outcome.of not in cycle.awaited:
        return ()
    if outcome.goes_on_as is not None:
        put_cycle(state, cycle.awaiting(outcome.of, outcome.goes_on_as))
        return ()
    settled = cycle.settled(outcome.of, outcome.words(setting.configured.language))
    settled = replace(settled, tainted=cycle.tainted or outcome.foreign)
    if outcome.failed:
        return [_end(state, settled, "failed")]
    return _go_on(state, settled, setting, event)


def _go_on(state: State[Row], cycle: Cycle, setting: Setting, event: Recorded) -> Drafts:
    """The next step, when nothing is awaited any more, and there is room for one."""
    if cycle.awaited:
        put_cycle(state, cycle)
        return ()
    after = next_step(cycle, setting)
    if cycle.step >= STEPS_LIMIT or not has_room(setting.configured, after.messages):
        return [_end(state, cycle, "limit")]
    put_cycle(state, after)
    return [prompted(after, setting, event)]


def _end(state: State[Any], cycle: Cycle, outcome: Ending) -> Draft:
    end_cycle(state)
    if outcome in CAME_TO_NOTHING:
        not_thought_about(state, cycle.cycle)
    return finished(cycle, outcome)
