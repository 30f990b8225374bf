"""An office whose money is moved by the real deciders and reactors, over a log in memory."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Any

from events.credits import Transferred
from events.envelope import Event, Recorded
from events.eventlog import MemoryEventLog, Page
from events.identity import START as BEGINNING
from events.identity import Subject, new_id
from events.payload import Payload
from events.tasks import Created, Requested
from events.timers import Fired
from handlers.credits.books import REWARDS
from handlers.credits.device_owners import DeviceOwners
from handlers.credits.ledger import Ledger
from handlers.decider import Decider
from handlers.reactor import Reactor
from handlers.registry import reactors
from handlers.tasks.taps import TaskTaps
from projections.tasks import task_key
from services.deciding import Deciding
from services.reactor.decisions import Decisions
from tests.unit.story import START, reading

DECIDERS: tuple[type[Decider], ...] = (Ledger, TaskTaps, DeviceOwners)


class Bookkeeping:
    """People, tasks, devices, and what they are paid; its clock stands until it is moved."""

    def __init__(self) -> None:
        self.now: datetime = START
        self.log = MemoryEventLog(now=lambda: self.now)
        self._deciding = {one.name: Deciding(self.log, one()) for one in DECIDERS}
        self._decisions = Decisions(self.log, reactors())

    @asynccontextmanager
    async def opened(self) -> AsyncIterator["Bookkeeping"]:
        for one in self._deciding.values():
            await one.load()
        running = [asyncio.create_task(one.run()) for one in self._deciding.values()]
        yield self
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)

    async def employ(self, *decide: Reactor[Any]) -> None:
        """These reactors decide from now on, and no others."""
        self._decisions = Decisions(self.log, decide)
        await self._decisions.load()

    def events(self) -> Sequence[Recorded]:
        return self.log.after(BEGINNING)

    def wait(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)

    async def money(self, name: str, **arguments: Any) -> Recorded | None:
        return await self._give("ledger", name, arguments)

    async def tap(self, name: str, task: int, **arguments: Any) -> None:
        await self._give("task_taps", name, {"task": task, **arguments})

    async def owner(self, name: str, **arguments: Any) -> None:
        await self._give("device_owners", name, arguments)

    async def _give(self, decider: str, name: str, arguments: dict[str, Any]) -> Recorded | None:
        deciding = self._deciding[decider]
        await deciding.reach((await self.log.head()).position)
        return await deciding.give(name, arguments, time=self.now)

    async def told(self, data: Payload, subject: str) -> None:
        """A fact from outside."""
        event = Event(new_id(), data, "/test", Subject(subject), self.now)
        await self.log.append([event])

    async def settle(self) -> None:
        """Let the reactors decide until they have nothing left to decide."""
        head = -1
        while head != (head := (await self.log.head()).position):
            for course in self._decisions.courses:
                async for page in self.log.pages(after=course.position):
                    await self._decisions.take(Page(page.events, page.position))
        assert all(course.failure is None for course in self._decisions.courses)

    async def task(self, bounty: int, **wish: Any) -> int:
        """The number of a new task."""
        title = f"task of {bounty}, the {(await self.log.head()).position}th"
        await self.told(Requested(title=title, bounty_milli=bounty, **wish), "zone:main")
        await self.settle()
        made = [event.data.task for event in self.events() if isinstance(event.data, Created)]
        return int(made[-1])

    async def done(self, bounty: int, person: int | None, **wish: Any) -> int:
        """A task that was taken and done, and paid if anybody knows who did it."""
        task = await self.task(bounty, **wish)
        given = {} if person is None else {"person": person}
        await self.tap("accept", task, **given)
        await self.settle()
        await self.tap("complete", task, **given)
        await self.settle()
        return task

    async def claim(self, task: int, digest: str = "") -> str:
        """A claim for a task that nobody known did."""
        digest = digest or f"{task:064x}"
        ledger = self._deciding["ledger"]
        await ledger.reach((await self.log.head()).position)
        rewards = (await ledger.read(REWARDS))[0]
        await self.money(
            "issue_claim",
            claim=digest,
            task=task,
            amount_milli=rewards[task_key(task)].amount_milli,
            expires_at=(self.now + timedelta(days=1)).isoformat(),
        )
        return digest

    async def day(self, *people: int) -> None:
        """A day of demurrage begins and is charged."""
        day = self.now.date().isoformat()
        await self.told(Fired(timer=f"demurrage:{day}", due=self.now), f"timer:demurrage:{day}")
        for person in people:
            await self.money("charge_demurrage", person=person, day=day)

    async def seen(self, device: str, minutes: int) -> None:
        """A device is heard of once a minute."""
        for _ in range(minutes):
            self.wait(60)
            await self.told(reading("temperature", 20.0, 0).data, f"device:{device}")
        await self.settle()


async def story() -> Sequence[Recorded]:
    """A history in which credits move in every way that there is."""
    async with Bookkeeping().opened() as office:
        for person in (5, 6):
            await office.money("open_wallet", person=person)
        await _devices(office)
        await _tasks(office)
        await _people(office)
        return office.events()


async def _devices(office: Bookkeeping) -> None:
    prefix = "office/main/sensor/env_01"
    await office.owner(
        "register_device", device="env_01", owner=7, device_type="hub", topic_prefix=prefix
    )
    await office.seen("env_01", 12)


async def _tasks(office: Bookkeeping) -> None:
    await office.done(10_000, 5, zone="main")
    await office.done(10_000, 5, zone="main")
    taken = await office.task(3_000)
    await office.tap("accept", taken, person=5)
    await office.settle()
    await office.tap("cancel", taken)
    await office.settle()
    redeemed = await office.claim(await office.done(700, None))
    await office.money("redeem_claim", claim=redeemed, person=6)
    await office.settle()
    by_hand = await office.done(500, None)
    await office.claim(by_hand)
    await office.money("grant_reward", person=6, task=by_hand, amount_milli=300)
    await _expired_claim(office)
    await office.money("grant_reward", person=6, task=900, amount_milli=4_000)
    await office.settle()


async def _expired_claim(office: Bookkeeping) -> None:
    task = await office.done(400, None)
    timer = f"claim_expires:{await office.claim(task)}"
    office.wait(86_400)
    await office.told(Fired(timer=timer, due=office.now), f"timer:{timer}")
    await office.settle()
    await office.money("grant_reward", person=6, task=task, amount_milli=200)


async def _people(office: Bookkeeping) -> None:
    sent = {"payer": 5, "payee": 6, "minimum_milli": 10}
    await office.money("transfer", amount_milli=1_001, reference="lunch", **sent)
    await office.money("transfer", amount_milli=20, minimum_at=0, **sent)
    await office.day(5, 6, 7)
    office.wait(86_400)
    await office.day(5, 6)


def movements(events: Sequence[Recorded]) -> list[Recorded]:
    return [event for event in events if event.type == Transferred.event_type]
