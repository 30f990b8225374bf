"""What would have been decided: the recorded facts, given to other reactors or by another policy.

Only what came from outside is taken from the log, and what people and services asked for. Timers
are not, but for the calendar's: they depend on what was decided, so they are armed and fired anew,
by a clock that shows the time of each recorded event. Ids derive from causes, so the same decision
has the same id in both worlds, and the two can be compared.
"""

from collections import Counter, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from events import catalogue
from events.envelope import Event, Recorded, caused_events
from events.eventlog import EventLog
from events.identity import Position
from events.timers import Fired
from handlers.reactor import Reactor
from handlers.registry import DECIDERS
from handlers.replay.report import Decision, Divergence
from projections.armed import FOLDS, armed_by_events
from projections.calendar import is_daily
from projections.projection import State
from projections.runtime import fold
from projections.timers import Due, fired

DIFFERENCES_LIMIT = 100
"""Differences that are kept; the rest are counted."""


@dataclass(slots=True)
class Comparison:
    """Two worlds with the same facts."""

    events: int = 0
    recorded: Counter[str] = field(default_factory=Counter)
    """Decisions by type, as they were taken."""
    supposed: Counter[str] = field(default_factory=Counter)
    """Decisions by type, as they would have been taken."""
    differing: int = 0
    differences: list[Divergence] = field(default_factory=list)

    def as_object(self) -> dict[str, Any]:
        types = sorted(self.recorded.keys() | self.supposed.keys())
        return {
            "events": self.events,
            "decisions": {
                one: {"recorded": self.recorded[one], "what_if": self.supposed[one]}
                for one in types
            },
            "differing": self.differing,
            "differences": [one.as_object() for one in self.differences],
        }


class WhatIf:
    """Reactors in a world of their own, fed with recorded facts."""

    def __init__(self, reactors: Sequence[Reactor[Any]]) -> None:
        self._reactors = [(reactor, State[Any]()) for reactor in reactors]
        self._folds = [(one, State[Any]()) for one in FOLDS]
        self._rows = {one.name: state.rows() for one, state in self._folds}
        self._position = 0
        self._noticed: dict[UUID, datetime] = {}
        self._now = datetime.min.replace(tzinfo=UTC)
        """The clock of this world never stands still."""
        self._past: dict[str, datetime] = {}
        """The due time at which each timer fired last."""
        self.decisions: dict[Any, tuple[int, str, Decision]] = {}
        """By id: position of the cause in this world, handler, decision."""

    def take(self, fact: Recorded) -> None:
        """A fact from outside, after the timers that were due before it."""
        self.wait(fact.recorded_at)
        self._happen(fact)

    def wait(self, until: datetime) -> None:
        """Let time pass: timers that are due fire."""
        while (due := self._first_due(until)) is not None:
            self._past[due.timer] = due.due
            self._happen(self._fired(due))

    def notice(self, fired: Recorded) -> None:
        """A timer fired as late as this in the recorded world."""
        self._noticed[fired.id] = fired.time

    def _fired(self, due: Due) -> Recorded:
        """The same timer, if it fires here as well, is noticed no sooner than it was there."""
        event = fired(due, due.due)
        return _as_recorded(event._replace(time=self._noticed.get(event.id, due.due)), due.due)

    def _first_due(self, until: datetime) -> Due | None:
        """One timer fires after the other: what follows from it may arm the next."""
        armed = (due for due in armed_by_events(self._rows, self._now) if due.due <= until)
        waiting = (due for due in armed if self._past.get(due.timer) != due.due)
        return min(waiting, key=lambda one: (one.due, one.timer), default=None)

    def _happen(self, fact: Recorded) -> None:
        """An event, and all that follows from it, each after what it follows from."""
        waiting = deque([fact])
        while waiting:
            self._position += 1
            self._now = max(self._now, fact.recorded_at)
            event = replace(waiting.popleft(), position=Position(self._position))
            for projection, state in self._folds:
                fold(projection, state, (event,))
                state.keep()
            for reactor, state in self._reactors:
                if event.type in reactor.handles:
                    waiting.extend(self._decide(reactor, state, event))

    def _decide(
        self, reactor: Reactor[Any], state: State[Any], event: Recorded
    ) -> Iterator[Recorded]:
        drafts = reactor.step(state, event)
        state.keep()
        for made in caused_events(event, reactor.name, drafts, version=reactor.version):
            self.decisions[made.id] = (event.position, reactor.name, Decision.expected(made))
            yield _as_recorded(made, event.recorded_at)


def _as_recorded(event: Event, recorded_at: datetime) -> Recorded:
    """An event of this world, as a log would give it back."""
    return Recorded(
        position=Position(0),
        id=event.id,
        type=event.type,
        dataversion=event.data.dataversion,
        source=event.source,
        subject=event.subject,
        tags=event.tags,
        time=event.time,
        recorded_at=recorded_at,
        causation_id=event.causation_id,
        correlation_id=event.correlation_id,
        actor=event.actor,
        data_json=event.data.to_json(),
    )


async def what_if(
    log: EventLog, reactors: Sequence[Reactor[Any]], until: Position | None = None
) -> Comparison:
    """Compare what these reactors would have decided with what the log holds."""
    world, comparison = WhatIf(reactors), Comparison()
    names = {reactor.name for reactor in reactors}
    recorded: dict[Any, tuple[int, str, Decision]] = {}
    end: datetime | None = None
    async for page in log.pages(until=until):
        for event in page.events:
            end = event.recorded_at
            comparison.events += 1
            handler = _handler(event)
            if handler in names:
                decision = Decision.recorded(event)
                recorded[event.id] = (event.position, handler, decision)
            elif _is_fact(event, handler):
                world.take(event)
            elif event.type == Fired.event_type:
                world.notice(event)
    if end is not None:
        world.wait(end)
    _compare(comparison, recorded, world.decisions)
    return comparison


_ASKED = frozenset(decider.name for decider in DECIDERS)


def _is_fact(event: Recorded, handler: str) -> bool:
    """Whether the event would have happened whatever the reactors decide."""
    if event.type == Fired.event_type:
        return is_daily(event)
    return handler in _ASKED or catalogue.is_exogenous(event.type)


def _handler(event: Recorded) -> str:
    parts = event.source.split("/")
    return parts[2] if len(parts) > 2 and parts[1] == "handlers" else ""


Decisions = dict[Any, tuple[int, str, Decision]]


def _compare(comparison: Comparison, recorded: Decisions, supposed: Decisions) -> None:
    for found in _differences(recorded, supposed):
        comparison.differing += 1
        if len(comparison.differences) < DIFFERENCES_LIMIT:
            comparison.differences.append(found)
    comparison.recorded.update(decision.type for _, _, decision in recorded.values())
    comparison.supposed.update(decision.type for _, _, decision in supposed.values())


def _differences(recorded: Decisions, supposed: Decisions) -> Iterator[Divergence]:
    for made, (position, handler, actual) in recorded.items():
        other = supposed.get(made)
        if other is None:
            yield Divergence("extra", handler, position, None, actual)
        elif other[2] != actual:
            yield Divergence("different", handler, position, other[2], actual)
    for made, (position, handler, decision) in supposed.items():
        if made not in recorded:
            yield Divergence("missing", handler, position, decision, None)
