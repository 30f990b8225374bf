"""An office in memory where people wish for tasks, tap them, come and go, as time passes."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from events.envelope import Event, Recorded, handler_source
from events.identity import START as BEGINNING
from events.identity import Position, Subject, new_id
from events.payload import Payload
from events.tasks import Requested
from events.vision import OccupancyObserved
from handlers.decider import Given, Known, Refused
from handlers.tasks.taps import TaskTaps
from tests.property.turns import Turns

START = datetime(2026, 3, 2, 5, tzinfo=UTC)
"""Two in the afternoon in Japan."""


@dataclass(frozen=True)
class Tap:
    """What somebody taps."""

    name: str
    task: int
    person: int | None = None


wishes = st.builds(
    Requested,
    title=st.sampled_from([None, "Wipe", "Water"]),
    zone=st.sampled_from([None, "main", "lab"]),
    issue=st.sampled_from([None, "co2", "temperature"]),
    severity=st.sampled_from([None, "low", "critical", "odd"]),
    urgency=st.sampled_from([None, 0, 3]),
    bounty_milli=st.sampled_from([None, 0, 700]),
    task_types=st.sampled_from([(), ("environment",), ("supply", "urgent")]),
)
presences = st.builds(
    OccupancyObserved,
    zone=st.sampled_from(["main", "lab"]),
    person_count=st.integers(0, 3),
    camera=st.just("cam"),
)
taps = st.builds(
    Tap,
    name=st.sampled_from(
        ["accept", "accept", "complete", "complete", "ignore", "cancel", "dispatch", "remind"]
    ),
    task=st.integers(1, 4),
    person=st.sampled_from([None, 5, 6]),
)
gaps_s = st.one_of(st.integers(0, 30), st.integers(0, 5_000), st.integers(0, 90_000))
days = st.lists(st.tuples(st.one_of(wishes, presences, taps), gaps_s), max_size=20)
turns = st.lists(st.integers(0, 5), min_size=20, max_size=20)


class Life(Turns):
    """One with a dashboard."""

    def __init__(self) -> None:
        super().__init__(START)
        self.refused: list[Refused] = []
        self._taps = TaskTaps()
        self._known = Known(self._taps.knows)
        self._seen = BEGINNING

    async def pass_by(self, gap_s: int) -> None:
        """Let time go by; the clock is late by nothing."""
        end = self.now + timedelta(seconds=gap_s)
        while True:
            await self.look_at_timers()
            due = min((one.due for one in self.clock.armed()), default=end)
            if due > end:
                break
            self.now = max(self.now, due)
            await self.clock.fire_due()
            await self.settle()
        self.now = end

    async def happen(self, what: Requested | OccupancyObserved | Tap) -> None:
        if isinstance(what, Tap):
            await self.tap(what)
        else:
            subject = Subject.of("zone", what.zone or "none")
            await self.log.append([self._event(what, subject, "/edge/test")])

    async def tap(self, tap: Tap) -> None:
        for event in await self.events(self._seen):
            self._known.fold(event)
            self._seen = event.position
        arguments: dict[str, Any] = {"task": tap.task}
        if tap.name in ("accept", "ignore", "complete"):
            arguments["person"] = tap.person
        decision = self._taps.decide(self._known, Given(tap.name, arguments, self.now))
        if decision.refused is not None:
            self.refused.append(decision.refused)
        if decision.draft is not None:
            source = handler_source(self._taps.name, self._taps.version)
            draft = decision.draft
            decided = self._event(draft.data, draft.subject, source)._replace(tags=draft.tags)
            await self.log.append([decided])

    def _event(self, data: Payload, subject: Subject, source: str) -> Event:
        return Event(id=new_id(), data=data, source=source, subject=subject, time=self.now)

    async def events(self, after: Position = BEGINNING) -> list[Recorded]:
        return [event async for page in self.log.pages(after=after) for event in page.events]
