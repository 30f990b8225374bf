"""The reactor service acts on a danger at once, over the real log."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from events.brain import SafetyActed
from events.devices import CameOnline, CommandRequested, Registered, TrustChanged
from events.envelope import Event, Recorded
from events.eventlog import PostgresEventLog
from events.identity import Subject, new_id
from events.payload import Payload
from events.query import Query
from events.telemetry import ReadingRecorded
from services.reactor import service
from tests.integration.eventlog.conftest import opened

AT_ONCE = timedelta(seconds=5)
PATIENCE_S = 20.0
"""How fast it is, `soms bench safety` measures."""

HVAC = (
    CameOnline(device="hvac_01", zone="main"),
    Registered(device="hvac_01", zone="main", capabilities=("set_power", "set_temperature")),
    TrustChanged(device="hvac_01", trusted=True),
)


def said(data: Payload, device: str) -> Event:
    now = datetime.now(UTC)
    subject = Subject.of("device", device)
    return Event(id=new_id(), data=data, source="/edge/test", subject=subject, time=now)


def hot(value: float = 36.0) -> Event:
    return said(ReadingRecorded(zone="main", channel="temperature", value=value), "sensor_01")


@asynccontextmanager
async def reactors(url: str, hub: str) -> AsyncIterator[PostgresEventLog]:
    """The reactors at work, on a log of their own."""
    log = await PostgresEventLog.connect(url, hub)
    running = asyncio.create_task(service.decide(log))
    try:
        yield log
    finally:
        running.cancel()
        await asyncio.wait([running])
        await log.close()


async def decided(log: PostgresEventLog, count: int, *kinds: type[Payload]) -> list[Recorded]:
    """The first events of these kinds, as soon as there are so many."""
    query, found = Query(types=frozenset(one.event_type for one in kinds)), list[Recorded]()
    async with asyncio.timeout(PATIENCE_S):
        async for page in log.subscribe(query=query):
            found += page.events
            if len(found) >= count:
                break
    return found


async def test_a_hot_room_is_acted_on_at_once(postgres_url: str, hub: str) -> None:
    async with opened(postgres_url, hub) as log, reactors(postgres_url, hub):
        await log.append([said(data, "hvac_01") for data in HVAC])
        reading = hot()
        await log.append([reading])
        act, *commands = await decided(log, 3, SafetyActed, CommandRequested)
        (told,) = await decided(log, 1, ReadingRecorded)
    assert act.recorded_at - told.recorded_at < AT_ONCE
    assert {one.causation_id for one in (act, *commands)} == {reading.id}
    assert act.subject == "zone:main"
    assert isinstance(act.data, SafetyActed)
    assert act.data.rule == "temperature_high"
    assert [one.subject for one in commands] == ["device:hvac_01"] * 2
    data = [one.data for one in commands if isinstance(one.data, CommandRequested)]
    assert [one.tool for one in data] == ["set_power", "set_temperature"]
    assert all(
        Subject.of("command", of.request_id) in one.tags
        for of, one in zip(data, commands, strict=True)
    )


async def test_a_restart_neither_repeats_nor_forgets_an_act(postgres_url: str, hub: str) -> None:
    async with opened(postgres_url, hub) as log:
        async with reactors(postgres_url, hub):
            await log.append([said(data, "hvac_01") for data in HVAC])
            await log.append([hot()])
            await decided(log, 1, SafetyActed)
        await log.append([hot(36.5)])
        async with reactors(postgres_url, hub):
            humid = ReadingRecorded(zone="main", channel="humidity", value=90)
            await log.append([said(humid, "sensor_01")])
            told = await decided(log, 2, SafetyActed)
    rules = [one.data.rule for one in told if isinstance(one.data, SafetyActed)]
    assert rules == ["temperature_high", "humidity_high"]


async def test_it_waits_for_nobody_elses_decisions(
    postgres_url: str, hub: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(postgres_url, hub) as log, reactors(postgres_url, hub) as theirs:
        append = theirs.append

        async def slow_for_climate(events: Sequence[Event], **more: Any) -> Any:
            if events[0].source.startswith("/handlers/climate/"):
                await asyncio.Event().wait()
            return await append(events, **more)

        monkeypatch.setattr(theirs, "append", slow_for_climate)
        await log.append([hot()])
        await decided(log, 1, SafetyActed)
        humid = ReadingRecorded(zone="main", channel="humidity", value=90)
        await log.append([said(humid, "sensor_01")])
        assert len(await decided(log, 2, SafetyActed)) == 2
