"""A log in memory with a clock, whose reactors decide in turns of chosen sizes."""

from datetime import datetime

from events.eventlog import MemoryEventLog, Page
from events.identity import Position
from handlers.registry import REACTORS
from services.clock.clock import Clock
from services.reactor.decisions import Decisions


class Turns:
    def __init__(self, start: datetime) -> None:
        self.now = start
        self.log = MemoryEventLog(now=lambda: self.now)
        self.decisions = Decisions(self.log, REACTORS)
        self.clock = Clock(self.log, lambda: self.now)

    async def look_at_timers(self) -> None:
        async for page in self.log.pages(after=self.clock.position):
            self.clock.take(page)

    async def decide(self, size: int) -> None:
        for course in self.decisions.courses:
            async for page in self.log.pages(after=course.position, size=size):
                await self.decisions.take(Page(page.events, page.position))
                break

    async def settle(self) -> None:
        """Decide until nothing is left that is undecided."""
        head = Position(-1)
        while head != (head := (await self.log.head()).position) or any(
            course.position < head for course in self.decisions.courses
        ):
            await self.decide(1_000)
