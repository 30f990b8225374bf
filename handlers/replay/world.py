"""A world of its own in memory: reactors, and a clock, fed with recorded facts.

Its clock shows the time of each recorded event. What is decided or fires here and did so there as
well happens where it stands in the log, as late as it was: so where nothing is changed nothing
differs. What is only so here happens at once. The course of events stops at each question to a
model, and goes on with the answer (`handlers.replay.questions`).
"""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from events.envelope import Event, Recorded, as_recorded, caused_events
from events.identity import Position
from events.timers import Fired
from handlers.reactor import Reactor
from handlers.replay.comparison import Comparison, Taken
from handlers.replay.numbers import TAPS, TaskNumbers
from handlers.replay.questions import Steps
from handlers.replay.recollection import Recollection
from handlers.replay.report import Decision
from handlers.replay.responses import Responses
from handlers.replay.timers import Timers
from handlers.replay.totals import COUNTED
from projections.calendar import is_daily
from projections.projection import State
from projections.timers import Due, fired


class WhatIf:
    """Reactors in a world of their own, fed with recorded facts."""

    def __init__(
        self, reactors: Sequence[Reactor[Any]], known: Recollection, report: Comparison
    ) -> None:
        self._reactors = [(reactor, State[Any]()) for reactor in reactors]
        self._timers, self._recorded_timers = Timers(), Timers()
        self._known = known
        self._report = report
        self._responses = Responses(known, report)
        self._position = 0
        self._past: dict[str, datetime] = {}
        """The due time at which each timer fired last, or came due."""
        self._late: set[UUID] = set()
        """Firings that are due here, and come when they came in the recorded world."""
        self._decided: dict[UUID, list[Recorded]] = {}
        """The same of decisions, each with what was decided with it and only here."""
        self.numbers = TaskNumbers()
        self.decisions: dict[UUID, Taken] = {}
        """By id."""

    def take(self, fact: Recorded) -> Steps[None]:
        """A fact from outside, after all that was due before it; unless it is none here."""
        yield from self.wait(fact.recorded_at)
        here = self._here(fact)
        if here is not None:
            yield from self._happen(here)

    def come_to(self, decision: Recorded) -> Steps[None]:
        """A recorded decision: what is decided here instead of it happens now, if anything is."""
        yield from self.wait(decision.recorded_at)
        self._known.ahead.pop(decision.id, None)
        for event in self._decided.pop(decision.id, ()):
            yield from self._happen(replace(event, recorded_at=decision.recorded_at))

    def count_waiting(self, place: UUID) -> None:
        """Count what waits for the place of this decision, which is behind the end."""
        for event in self._decided.pop(place, ()):
            self._count(event)

    def _here(self, fact: Recorded) -> Recorded | None:
        """The fact as it is in this world, if it is one."""
        if fact.type == Fired.event_type:
            return fact if is_daily(fact) or self._came_due(fact.id) else None
        if fact.type in TAPS:
            tap = self.numbers.here(fact)
            self._report.taps_dropped += tap is None
            return tap
        return fact if self._responses.is_due(fact) else None

    def _came_due(self, firing: UUID) -> bool:
        self._known.ahead.pop(firing, None)
        is_due = firing in self._late
        self._late.discard(firing)
        return is_due

    def wait(self, until: datetime) -> Steps[None]:
        """Let time pass: timers that are due fire, and what is on its way arrives."""
        while (event := self._next(until)) is not None:
            yield from self._happen(event)

    def _next(self, until: datetime) -> Recorded | None:
        """One after the other: what follows from the first may bring about the next."""
        due, arrival = self._first_due(until), self._responses.first_arrival(until)
        if arrival is not None and (due is None or arrival <= due.due):
            return self._responses.arrived()
        if due is None:
            return None
        self._past[due.timer] = due.due
        return _as_recorded(fired(due, due.due), due.due)

    def _first_due(self, until: datetime) -> Due | None:
        waiting = [due for due in self._timers.due(until) if self._past.get(due.timer) != due.due]
        return min(
            (due for due in waiting if not self._comes_later(due, until)),
            key=lambda one: (one.due, one.timer),
            default=None,
        )

    def _comes_later(self, due: Due, until: datetime) -> bool:
        """Whether the clock of the recorded world had yet to come to the same timer."""
        firing = fired(due, due.due).id
        if firing not in self._known.ahead:
            # It may never have: something else disarmed it before the clock looked.
            return due in self._recorded_timers.due(until)
        self._past[due.timer] = due.due
        self._late.add(firing)
        return True

    def pass_by(self, event: Recorded) -> None:
        """An event of the recorded world, whatever becomes of it here."""
        self._recorded_timers.fold(event)

    def _happen(self, fact: Recorded) -> Steps[None]:
        """An event, and all that follows from it, each after what it follows from."""
        waiting = deque([fact])
        while waiting:
            self._position += 1
            event = replace(waiting.popleft(), position=Position(self._position))
            waiting.extend(self._follow(event))
            waiting.extend((yield from self._responses.to(event)))

    def _follow(self, event: Recorded) -> Iterator[Recorded]:
        """What the folds and the reactors make of an event, as far as it happens at once."""
        self._count(event)
        self._timers.fold(event)
        self.numbers.is_decided(event)
        for reactor, state in self._reactors:
            if event.type in reactor.handles:
                yield from self._at_once(self._decide(reactor, state, event))

    def _count(self, event: Recorded) -> None:
        if event.type in COUNTED:
            self._report.supposed_totals.count(event.data)

    def _at_once(self, made: Iterable[Recorded]) -> Iterator[Recorded]:
        """What was decided there too waits for its place, and with it what was decided after it."""
        place: UUID | None = None
        for event in made:
            if self._known.ahead.get(event.id) == event.time:
                place = event.id
                self._decided[place] = [event]
            elif place is not None:
                self._decided[place].append(event)
            else:
                yield event

    def _decide(
        self, reactor: Reactor[Any], state: State[Any], event: Recorded
    ) -> Iterator[Recorded]:
        drafts = reactor.step(state, event)
        state.keep()
        for made in caused_events(event, reactor.name, drafts, version=reactor.version):
            decision = Decision.expected(made)
            taken = Taken(event.position, reactor.name, decision, event.recorded_at)
            self.decisions[made.id] = taken
            yield _as_recorded(made, event.recorded_at)


def _as_recorded(event: Event, recorded_at: datetime) -> Recorded:
    """An event of this world; where it stands is told when it happens."""
    return as_recorded(event, Position(0), recorded_at)
