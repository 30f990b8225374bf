"""Several hubs in one database, and several processes on one hub."""

import asyncio
import sys
from pathlib import Path

from events.eventlog import PostgresEventLog
from events.identity import Position
from events.query import Query
from tests.integration.eventlog.conftest import opened
from tests.integration.eventlog.examples import (
    all_events,
    positions,
    reading,
    readings,
    transfer,
    values_from,
)

ROOT = Path(__file__).parents[3]

WRITE_FROM_ANOTHER_PROCESS = """
import asyncio, sys
from events.eventlog import PostgresEventLog
from tests.integration.eventlog.examples import readings

async def main():
    log = await PostgresEventLog.connect(sys.argv[1], sys.argv[2])
    for _ in range(50):
        await log.append(readings(4, device=sys.argv[3]))
    await log.close()

asyncio.run(main())
"""


async def test_two_hubs_in_one_database_do_not_see_each_other(
    postgres_log: PostgresEventLog, postgres_url: str
) -> None:
    async with opened(postgres_url, "farm") as farm:
        event = reading()
        assert await postgres_log.append([event, reading()]) == [1, 2]
        assert await farm.append([event]) == [1]
        assert (await farm.head()).position == 1
        assert len(await all_events(postgres_log)) == 2


async def test_two_instances_take_turns_without_gap_or_loss(
    postgres_log: PostgresEventLog, postgres_url: str
) -> None:
    other = await PostgresEventLog.connect(postgres_url, postgres_log.hub)

    async def write(log: PostgresEventLog, device: str) -> list[Position]:
        return [position for _ in range(30) for position in await log.append(readings(3, device))]

    answers = await asyncio.gather(
        *(write(log, f"d{number}") for log in (postgres_log, other) for number in range(4))
    )
    taken = sorted(position for answer in answers for position in answer)
    assert taken == list(range(1, 8 * 90 + 1))
    assert positions(await all_events(other)) == taken
    assert await other.head() == await postgres_log.head()
    await other.close()


async def test_two_instances_that_append_the_same_event_append_it_once(
    postgres_log: PostgresEventLog, postgres_url: str
) -> None:
    other = await PostgresEventLog.connect(postgres_url, postgres_log.hub)
    for event in readings(20):
        first, second = await asyncio.gather(postgres_log.append([event]), other.append([event]))
        assert first == second
    assert (await other.head()).position == 20
    await other.close()


async def test_a_name_first_used_by_another_instance_is_learnt(
    postgres_log: PostgresEventLog, postgres_url: str
) -> None:
    other = await PostgresEventLog.connect(postgres_url, postgres_log.hub)
    await other.append([reading("new_here")])
    assert (await all_events(postgres_log))[0].subject == "device:new_here"
    await postgres_log.append([transfer(5, 7)])
    query = Query(about=frozenset({transfer(5, 7).subject}))
    assert positions(await other.backward(query=query)) == [2]
    await other.close()


async def test_processes_that_write_at_once_leave_no_gap_and_a_true_root(
    postgres_log: PostgresEventLog, postgres_url: str
) -> None:
    command = [sys.executable, "-c", WRITE_FROM_ANOTHER_PROCESS, postgres_url, postgres_log.hub]
    writers = [
        await asyncio.create_subprocess_exec(*command, f"process_{number}", cwd=ROOT)
        for number in range(2)
    ]
    waiting = asyncio.gather(*(writer.wait() for writer in writers))
    seen = 0
    while not waiting.done():
        async for page in postgres_log.pages(after=Position(seen)):
            seen = page.position  # a gap would have raised
        await asyncio.sleep(0.01)
    assert await waiting == [0, 0]
    events = await all_events(postgres_log)
    assert positions(events) == list(range(1, 401))
    for number in range(2):
        assert values_from(f"/edge/process_{number}", events) == [0.0, 1.0, 2.0, 3.0] * 50
