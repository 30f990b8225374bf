"""A hub has more names than a process remembers; what it reads and writes is the same."""

import asyncio

import pytest

from events.envelope import Event
from events.errors import ConcurrencyConflict
from events.eventlog import PostgresEventLog
from events.eventlog.postgres import names
from events.identity import Position, Subject
from events.query import Condition, Query
from tests.integration.eventlog.examples import reading

DEVICES = 60


@pytest.fixture(autouse=True)
def short_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(names, "NAMES_KEPT", 20)


def about(number: int) -> Query:
    return Query(about=frozenset({Subject.of("device", f"d{number}")}))


def said_by(number: int) -> Event:
    return reading(f"d{number}")


async def test_readers_and_writers_that_forget_meanwhile_miss_nothing(
    postgres_log: PostgresEventLog,
) -> None:
    async def write(first: int) -> None:
        for number in range(first, DEVICES, 3):
            await postgres_log.append([said_by(number)])

    async def read() -> None:
        for number in range(DEVICES):
            for event in await postgres_log.backward(query=about(number)):
                assert event.subject == f"device:d{number}"

    await asyncio.gather(*(write(first) for first in range(3)), *(read() for _ in range(3)))
    found = [len(await postgres_log.backward(query=about(number))) for number in range(DEVICES)]
    assert found == [1] * DEVICES
    read_back = [event async for page in postgres_log.pages() for event in page.events]
    assert {event.subject.name for event in read_back} == {
        f"d{number}" for number in range(DEVICES)
    }


async def test_a_condition_about_a_forgotten_name_still_holds(
    postgres_log: PostgresEventLog,
) -> None:
    for number in range(DEVICES):
        await postgres_log.append([said_by(number)])
    nothing_since = Condition(about=about(0).about, after=Position(0))
    with pytest.raises(ConcurrencyConflict):
        await postgres_log.append([said_by(99)], condition=nothing_since)
