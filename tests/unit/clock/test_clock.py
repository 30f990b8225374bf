"""The clock on bad days: it goes on where it was, and remembers no more than it needs."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from events.envelope import Event
from events.errors import LogUnavailable
from events.eventlog import MemoryEventLog, Page
from events.identity import Position, Subject, new_id
from events.query import Query
from events.telemetry import ReadingRecorded
from events.timers import Fired
from events.zones import ThresholdCrossed
from projections.calendar import Calendar
from projections.task_timers import Pace
from projections.timers import SILENCE
from services.clock import clock as clock_module
from services.clock import service
from services.clock.clock import Clock
from tests.unit.story import START

NO_CALENDAR = Pace(Calendar(daily={}))

FIRED = Query(types=frozenset({Fired.event_type}))


def heard(device: str, seq: int | None = None) -> Event:
    boot = None if seq is None else "a"
    data = ReadingRecorded(zone="main", channel="co2", value=1, boot=boot, seq=seq)
    subject = Subject.of("device", device)
    return Event(id=new_id(), data=data, source="/edge/test", subject=subject, time=START)


class Flaky(MemoryEventLog):
    """Refuses an append of timers once, and tells where it was followed from."""

    def __init__(self) -> None:
        super().__init__(now=lambda: START)
        self.followed_from: list[int] = []
        self.refusals = 1

    async def append(self, events: Any, **options: Any) -> list[Position]:
        if events[0].type == Fired.event_type and self.refusals:
            self.refusals -= 1
            raise LogUnavailable("for a moment")
        return await super().append(events, **options)

    async def subscribe(self, **options: Any) -> AsyncIterator[Page]:
        if options["after"] < 79:
            self.followed_from.append(options["after"])
        async for page in super().subscribe(**options):
            yield page


async def test_after_an_append_that_failed_the_clock_goes_on_where_it_was(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(service, "RELOAD_PAUSE_S", 0.01)
    log = Flaky()
    await log.append([heard(f"env_{n}") for n in range(40)])
    watching = asyncio.create_task(service.watch(Clock(log)))
    async with asyncio.timeout(10):
        await anext(log.subscribe(after=Position(79)))
    watching.cancel()
    assert log.followed_from == [0, 40]


async def test_what_was_fired_is_forgotten_once_the_log_has_told_of_it() -> None:
    moment = START

    def now() -> datetime:
        return moment

    log = MemoryEventLog(now=now)
    clock = Clock(log, now, pace=NO_CALENDAR)
    for round_ in range(5):
        await log.append([heard(f"env_{round_}_{n}") for n in range(3)])
        await catch_up(clock, log)
        moment += SILENCE + timedelta(seconds=1)
        assert await clock.fire_due() == 3
        assert await clock.fire_due() == 0
        await catch_up(clock, log)
        assert await clock.fire_due() == 0
        assert not clock._fired


async def test_an_open_gap_is_fired_once_while_nobody_has_reported_it() -> None:
    moment = START
    log = MemoryEventLog(now=lambda: moment)
    clock = Clock(log, lambda: moment, pace=NO_CALENDAR)
    await log.append([heard("env_01", 1), heard("env_01", 3)])
    await catch_up(clock, log)
    moment += timedelta(seconds=61)
    assert [await clock.fire_due(), await clock.fire_due()] == [1, 0]
    await catch_up(clock, log)
    assert await clock.fire_due() == 0
    assert len(clock._fired) == 1


async def test_what_is_due_at_once_is_fired_at_once_and_not_at_the_next_look(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(clock_module, "LONGEST_WAIT_S", 60.0)
    log = MemoryEventLog()
    at_once = Pace(Calendar(daily={}), brain_batch=timedelta(0))
    watching = asyncio.create_task(service.watch(Clock(log, pace=at_once)))
    await asyncio.sleep(0.2)
    await log.append([crossed()])
    async with asyncio.timeout(10):
        async for page in log.subscribe(query=FIRED):
            if page.events:
                break
    watching.cancel()
    assert [event.subject for event in page.events] == ["timer:brain_batch:next"]


def crossed() -> Event:
    told = ThresholdCrossed(zone="main", channel="co2", value=1_200, threshold=1_000, bound="above")
    subject, now = Subject("zone:main"), datetime.now(UTC)
    return Event(id=new_id(), data=told, source="/edge/test", subject=subject, time=now)


async def catch_up(clock: Clock, log: MemoryEventLog) -> None:
    async for page in log.pages(after=clock.position):
        clock.take(page)
