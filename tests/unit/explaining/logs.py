"""Logs in memory that tell of a decision."""

from collections.abc import Sequence
from uuid import UUID

from events.envelope import Event, Recorded
from events.eventlog import MemoryEventLog
from events.identity import Position
from tests.unit.story import START


async def log_of(events: Sequence[Event]) -> MemoryEventLog:
    log = MemoryEventLog(now=lambda: START)
    await log.append(events)
    return log


async def numbered(log: MemoryEventLog, number: int) -> Recorded:
    found = await log.get(UUID(int=number))
    assert found is not None
    return found


async def end(log: MemoryEventLog) -> Position:
    return (await log.head()).position


def numbers(events: Sequence[Recorded]) -> list[int]:
    return [event.id.int for event in events]
