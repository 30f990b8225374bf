"""An office whose money is decided by the real deciders and reactors, over a log in memory."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from events.envelope import Event, Recorded
from events.eventlog import MemoryEventLog, Page
from events.eventlog.prepared import Prepared
from events.identity import START as BEGINNING
from events.identity import Position, Subject, new_id
from events.payload import Payload
from handlers.credits.device_owners import DeviceOwners
from handlers.credits.experience import ExperienceReactor
from handlers.credits.infrastructure import Infrastructure
from handlers.credits.ledger import Ledger
from handlers.credits.payments import TaskPayments
from handlers.decider import Decider, Refused
from handlers.replay.check import Check
from handlers.replay.report import Report
from projections.projection import Projection
from projections.runtime import fold_log
from services.deciding import Deciding
from services.reactor.decisions import Decisions
from tests.unit.story import START


class BusyLog(MemoryEventLog):
    """An append takes its time, so that others come first now and then."""

    async def append(self, events: Sequence[Event | Prepared], **given: Any) -> list[Position]:
        for _ in range(5):
            await asyncio.sleep(0)
        return await super().append(events, **given)


class Office:
    """Two processes that keep the ledger, and the reactors that pay."""

    def __init__(self) -> None:
        self.now: datetime = START
        self.log = BusyLog(now=lambda: self.now)
        self.deciders: tuple[Decider, ...] = (Ledger(), DeviceOwners())
        self.reactors = (ExperienceReactor(), TaskPayments(), Infrastructure())
        self.ledgers = [Deciding(self.log, self.deciders[0]) for _ in range(2)]
        self.owners = Deciding(self.log, self.deciders[1])
        self._decisions = Decisions(self.log, self.reactors)
        self._running: list[asyncio.Task[None]] = []

    def decidings(self) -> list[tuple[Deciding, Decider]]:
        ledger, owners = self.deciders
        return [*((one, ledger) for one in self.ledgers), (self.owners, owners)]

    async def open(self) -> None:
        for deciding in (*self.ledgers, self.owners):
            await deciding.load()
            self._running.append(asyncio.create_task(deciding.run()))

    async def close(self) -> None:
        for task in self._running:
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)

    def wait(self, seconds: float = 1.0) -> None:
        self.now += timedelta(seconds=seconds)

    async def give(
        self, deciding: Deciding, name: str, arguments: dict[str, Any]
    ) -> Recorded | str | None:
        """The event of a command, or the rule that refused it."""
        self.wait()
        try:
            return await deciding.give(name, arguments, time=self.now)
        except Refused as refused:
            return refused.rule

    async def told(self, data: Payload, subject: str) -> None:
        """A fact from outside."""
        self.wait()
        event = Event(
            id=new_id(), data=data, source="/test", subject=Subject(subject), time=self.now
        )
        await self.log.append([event])

    async def react(self, size: int) -> None:
        """Let every reactor decide about a few events."""
        for course in self._decisions.courses:
            async for page in self.log.pages(after=course.position, size=size):
                await self._decisions.take(Page(page.events, page.position))
                break

    async def settle(self) -> None:
        """Until nobody has anything left to decide."""
        head = -1
        while head != (head := (await self.log.head()).position) or any(
            course.position < head for course in self._decisions.courses
        ):
            await self.react(1_000)
        assert [course.failure for course in self._decisions.courses] == [None] * 3
        for deciding in (*self.ledgers, self.owners):
            await deciding.reach((await self.log.head()).position)

    async def folded(self, projection: Projection[Any]) -> dict[str, Any]:
        return dict((await fold_log(projection, self.log)).rows())

    def replayed(self) -> Report:
        """Everything decided again."""
        check = Check(self.reactors, self.deciders)
        check.take(self.log.after(BEGINNING))
        return check.finish()
