"""A subscription catches up, then follows, without loss or repeat, whatever happens meanwhile."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from events.eventlog import EventLog, Page, PostgresEventLog
from events.eventlog.postgres import wakeups
from events.identity import Position
from events.query import Query
from infra.embedded.postgres import Postgres
from tests.integration.eventlog.examples import positions, reading, readings, transfer


async def until_position(pages: AsyncIterator[Page], last: int) -> list[int]:
    """The positions of the events up to the page that reaches `last`."""
    seen: list[int] = []
    async with asyncio.timeout(20):
        async for page in pages:
            seen += positions(page.events)
            if page.position >= last:
                return seen
    raise AssertionError("the subscription ended")


async def test_a_subscription_catches_up_and_then_follows(log: EventLog) -> None:
    await log.append(readings(5))
    pages = log.subscribe(size=2)
    assert await until_position(pages, 5) == [1, 2, 3, 4, 5]
    following = asyncio.create_task(until_position(pages, 7))
    await asyncio.sleep(0.05)
    await log.append(readings(2))
    assert await following == [6, 7]


async def test_a_subscription_begins_after_a_position(log: EventLog) -> None:
    await log.append(readings(5))
    assert await until_position(log.subscribe(after=Position(3)), 5) == [4, 5]


async def test_a_selective_subscription_advances_past_what_it_does_not_see(log: EventLog) -> None:
    transfers = Query(types=frozenset({"credits.transferred"}))
    await log.append([reading(), transfer(1, 2), reading()])
    assert await until_position(log.subscribe(query=transfers), 3) == [2]


async def test_a_subscription_under_eight_writers_sees_every_position_in_order(
    log: EventLog,
) -> None:
    following = asyncio.create_task(until_position(log.subscribe(), 400))

    async def write() -> None:
        for event in readings(50):
            await log.append([event])

    await asyncio.gather(*(write() for _ in range(8)))
    assert await following == list(range(1, 401))


async def test_an_append_wakes_a_subscriber_of_another_instance_long_before_it_polls(
    postgres_log: PostgresEventLog, postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wakeups, "POLL_S", 60.0)
    other = await PostgresEventLog.connect(postgres_url, postgres_log.hub)
    following = asyncio.create_task(until_position(other.subscribe(), 1))
    await asyncio.sleep(0.2)
    await postgres_log.append([reading()])
    assert await asyncio.wait_for(following, 5) == [1]
    await other.close()


async def test_a_subscriber_that_hears_nothing_polls(
    postgres_log: PostgresEventLog, postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wakeups, "POLL_S", 0.1)
    monkeypatch.setattr(wakeups.Bell, "ring", lambda _: None)
    other = await PostgresEventLog.connect(postgres_url, postgres_log.hub)
    following = asyncio.create_task(until_position(other.subscribe(), 1))
    await asyncio.sleep(0.2)
    await postgres_log.append([reading()])
    assert await following == [1]
    await other.close()


async def test_a_subscription_survives_a_crash_of_the_database(
    fragile: Postgres, fragile_log: PostgresEventLog
) -> None:
    await fragile_log.append(readings(3))
    following = asyncio.create_task(until_position(fragile_log.subscribe(), 5))
    await asyncio.sleep(0.2)
    fragile.kill()
    await asyncio.sleep(0.2)
    fragile.start()
    await fragile_log.append(readings(2))
    assert await following == [1, 2, 3, 4, 5]
