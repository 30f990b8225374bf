"""People at work on a log in memory."""

import asyncio
from collections.abc import AsyncIterator, Collection
from dataclasses import dataclass, field

import pytest

from events.eventlog import MemoryEventLog
from handlers.people import PeopleDecider
from services.deciding import Deciding, keep_deciding
from services.people import MemoryKeys, People


@dataclass
class Forgotten:
    """Whose credentials were let go of."""

    people: set[int] = field(default_factory=set)

    async def forget(self, people: Collection[int]) -> None:
        self.people |= set(people)


@dataclass
class Office:
    """The people of an office, and what they are kept in."""

    log: MemoryEventLog = field(default_factory=lambda: MemoryEventLog("office"))
    keys: MemoryKeys = field(default_factory=MemoryKeys)
    forgotten: Forgotten = field(default_factory=Forgotten)
    running: list["asyncio.Task[None]"] = field(default_factory=list)

    async def people(self) -> People:
        """Opened by another process."""
        deciding = Deciding(self.log, PeopleDecider())
        await deciding.load()
        self.running.append(asyncio.create_task(keep_deciding(deciding)))
        return People(deciding, self.keys, self.forgotten)


@pytest.fixture
async def office() -> AsyncIterator[Office]:
    office = Office()
    yield office
    for task in office.running:
        task.cancel()
    await asyncio.gather(*office.running, return_exceptions=True)
