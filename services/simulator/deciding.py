"""The simulated process around a decider: commands in, events or refusals into the log.

It decides on what it last read, be that old, and is told by the log when that was too old. It may
die before the commit, and after it, before it has answered.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from events.envelope import Event, Recorded
from events.errors import ConcurrencyConflict
from events.eventlog.memory import MemoryEventLog
from events.identity import START, Position, Subject
from events.query import Condition, Query
from handlers.decider import Decider, Decision, Given, Known
from services.simulator.chance import Danger
from services.simulator.fold import Fold
from services.simulator.reading import settled


class Deciding:
    """Runs one decider."""

    def __init__(self, log: MemoryEventLog, decider: Decider, danger: Danger) -> None:
        self.decider = decider
        self.danger = danger
        self.position: Position = START
        self._log = log
        self._folds = {one.name: Fold(log, one) for one in decider.knows}

    def step(self) -> None:
        """Read what is new."""
        for fold in self._folds.values():
            fold.catch_up()
        self.position = min(fold.position for fold in self._folds.values())

    @property
    def known(self) -> Known:
        """What it last read."""
        known = Known(self.decider.knows)
        for projection in self.decider.knows:
            known.put(projection, self._folds[projection.name].state)
        return known

    def give(
        self,
        name: str,
        arguments: Mapping[str, Any],
        event_id: UUID,
        time: datetime,
        *,
        actor: Subject | None = None,
        cause: Recorded | None = None,
    ) -> None:
        """Carry out a command, unless its event is in the log. Raises `Refused` and `Crashed`."""
        if settled(self._log.get(event_id)) is not None:
            return
        while True:
            given = self.decider.read(Given(name, arguments, time, actor, self.position))
            decision = self.decider.decide(self.known, self._with_precedents(given))
            if self._committed(decision, given, event_id, cause):
                break
            behind = self.position
            self.step()
            if self.position == behind:
                break
        if decision.refused is not None:
            raise decision.refused

    def restart(self) -> None:
        for fold in self._folds.values():
            fold.restart()
        self.step()

    def append(self, event: Event, decision: Decision) -> None:
        """Unless something has happened meanwhile to what was decided on."""
        boundary = Condition(decision.boundary, self.position, self.decider.handles)
        settled(self._log.append([event], condition=boundary))

    def _committed(
        self, decision: Decision, given: Given, event_id: UUID, cause: Recorded | None
    ) -> bool:
        if decision.draft is None:
            return False
        event = self.decider.event(decision.draft, given, event_id, cause)
        self.danger.point()
        try:
            self.append(event, decision)
        except ConcurrencyConflict:
            return False
        self.danger.point()
        return True

    def _with_precedents(self, given: Given) -> Given:
        references = given.references
        if not references:
            return given
        found = settled(self._log.backward(query=Query(about=references), limit=len(references)))
        used = frozenset(tag for event in found for tag in event.tags) & references
        return given._replace(precedents=used)
