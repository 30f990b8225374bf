"""What would have been decided: the recorded facts, given to other reactors or by another policy.

Only what came from outside is taken from the log, and what people and services asked for. What
answers a decision (a model's reply, a device's answer, a timer's firing) is a fact only where the
same was decided; else a recorded answer to the same question is used, or the question is asked, or
an outcome supposed. Ids derive from causes, so the two worlds can be compared.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from events import catalogue
from events.brain import Configured
from events.envelope import Recorded
from events.eventlog import EventLog
from events.identity import Position
from handlers.reactor import Reactor
from handlers.registry import DECIDERS
from handlers.replay.comparison import Comparison, Taken
from handlers.replay.questions import Ask, offline, taken
from handlers.replay.recollection import Recollection
from handlers.replay.report import Decision
from handlers.replay.supposing import AS_CONFIGURED, Change, changed
from handlers.replay.totals import COUNTED
from handlers.replay.world import WhatIf

__all__ = ["WhatIf", "what_if"]

LATE_DECISIONS = 1_000
"""Events behind the end of a what-if in which decisions about what came before it may stand."""

_ASKED = frozenset(decider.name for decider in DECIDERS)


async def what_if(
    log: EventLog,
    reactors: Sequence[Reactor[Any]],
    until: Position | None = None,
    *,
    change: Change = AS_CONFIGURED,
    ask: Ask = offline,
) -> Comparison:
    """Compare what these reactors would have decided with what the log holds."""
    course = _Course(reactors, await _recollected(log), change)
    async for page in log.pages(until=until):
        for event in page.events:
            await course.meet(event, ask)
    await course.end(ask)
    if until is not None:
        course.add_late(await _behind(log, until))
    return course.compared()


async def _recollected(log: EventLog) -> Recollection:
    known = Recollection()
    async for page in log.pages():
        known.tell(page.events)
    return known


async def _behind(log: EventLog, until: Position) -> Sequence[Recorded]:
    async for page in log.pages(after=until, size=LATE_DECISIONS):
        return page.events
    return ()


class _Course:
    """Walks along the log, with a what-if world beside it."""

    def __init__(
        self, reactors: Sequence[Reactor[Any]], known: Recollection, change: Change
    ) -> None:
        self._names = {reactor.name for reactor in reactors}
        self._change = change
        self._recorded: dict[UUID, Taken] = {}
        self._comparison = Comparison()
        self._world = WhatIf(reactors, known, self._comparison)
        self._end: datetime | None = None

    async def meet(self, event: Recorded, ask: Ask) -> None:
        """One more event of the log."""
        self._end = event.recorded_at
        self._comparison.events += 1
        if event.type in COUNTED:
            self._comparison.recorded_totals.count(event.data)
        if _handler(event) in self._names:
            self._decided(event)
            await taken(self._world.come_to(event), ask)
        elif _is_fact(event):
            await taken(self._world.take(self._supposed(event)), ask)
        self._world.pass_by(event)

    def _decided(self, event: Recorded) -> None:
        found = Taken(event.position, _handler(event), Decision.recorded(event), event.recorded_at)
        self._recorded[event.id] = found
        self._world.numbers.was_decided(event)

    def _supposed(self, fact: Recorded) -> Recorded:
        if fact.type != Configured.event_type:
            return fact
        self._comparison.configurations += 1
        data = changed(fact.data, self._change)
        return fact if data is fact.data else replace(fact, data_json=data.to_json())

    async def end(self, ask: Ask) -> None:
        """Let come what was on its way."""
        if self._end is not None:
            await taken(self._world.wait(self._end), ask)

    def add_late(self, events: Iterable[Recorded]) -> None:
        """Decisions that were recorded only after the end, about what came before it.

        Here, too, they were taken, and wait for their place; what followed is in neither world.
        """
        for event in events:
            if event.id in self._world.decisions:
                self._decided(event)
                if event.type in COUNTED:
                    self._comparison.recorded_totals.count(event.data)
                self._world.count_waiting(event.id)

    def compared(self) -> Comparison:
        if self._end is not None:
            self._comparison.compare(self._recorded, self._world.decisions, self._end)
        return self._comparison


def _is_fact(event: Recorded) -> bool:
    """Whether it comes from outside, or from whom somebody outside asked."""
    return _handler(event) in _ASKED or catalogue.is_exogenous(event.type)


def _handler(event: Recorded) -> str:
    parts = event.source.split("/")
    return parts[2] if len(parts) > 2 and parts[1] == "handlers" else ""
