"""The database goes away, dies while committing, or has no room: nothing is half done."""

import asyncio
from collections.abc import Sequence
from types import TracebackType

import psycopg
import pytest

from events.errors import LogUnavailable
from events.eventlog import Head, PostgresEventLog
from events.eventlog.postgres.connection import Connection
from events.eventlog.postgres.rows import Entry
from events.eventlog.postgres.writer import Writer
from infra.embedded.postgres import Postgres
from tests.integration.eventlog.examples import all_events, positions, reading, readings


async def append_when_back(log: PostgresEventLog, count: int) -> list[int]:
    async with asyncio.timeout(10):
        while True:
            try:
                return list(await log.append(readings(count)))
            except LogUnavailable:
                await asyncio.sleep(0.05)


async def test_without_a_database_appends_and_reads_fail_and_later_recover(
    fragile: Postgres, fragile_log: PostgresEventLog
) -> None:
    await fragile_log.append(readings(2))
    fragile.kill()
    answers = await asyncio.gather(
        *(fragile_log.append([reading()]) for _ in range(10)),
        fragile_log.head(),
        return_exceptions=True,
    )
    assert all(isinstance(answer, LogUnavailable) for answer in answers)
    fragile.start()
    assert await append_when_back(fragile_log, 2) == [3, 4]
    assert positions(await all_events(fragile_log)) == [1, 2, 3, 4]


async def test_a_crash_under_load_leaves_exactly_what_was_promised(
    fragile: Postgres, fragile_log: PostgresEventLog
) -> None:
    promised = []

    async def write(writer: int) -> None:
        for event in readings(1_000, device=f"writer_{writer}"):
            try:
                await fragile_log.append([event])
            except LogUnavailable:
                return
            promised.append(event.id)

    writing = asyncio.gather(*(write(writer) for writer in range(8)))
    while len(promised) <= 100:
        await asyncio.sleep(0.01)
    fragile.kill()
    await asyncio.sleep(0.1)
    fragile.start()
    await writing
    stored = {event.id for event in await all_events(fragile_log)}
    assert stored.issuperset(promised)


async def test_a_commit_that_went_through_unheard_is_found_out(
    fragile_log: PostgresEventLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    await fragile_log.append([reading()])
    _lose_the_answer_to_the_next_commit(monkeypatch)
    assert await fragile_log.append(readings(3)) == [2, 3, 4]
    assert positions(await all_events(fragile_log)) == [1, 2, 3, 4]


def _lose_the_answer_to_the_next_commit(monkeypatch: pytest.MonkeyPatch) -> None:
    transaction = psycopg.AsyncTransaction.__aexit__

    async def lose(
        self: psycopg.AsyncTransaction,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> bool:
        monkeypatch.setattr(psycopg.AsyncTransaction, "__aexit__", transaction)
        await transaction(self, kind, error, trace)
        await self.connection.close()
        raise psycopg.OperationalError("connection lost")

    monkeypatch.setattr(psycopg.AsyncTransaction, "__aexit__", lose)


async def test_a_full_disk_is_said_so_and_leaves_nothing_behind(
    fragile_log: PostgresEventLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    await fragile_log.append([reading()])
    store = Writer._store

    async def no_space(
        self: Writer, connection: Connection, head: Head, entries: Sequence[Entry]
    ) -> None:
        await store(self, connection, head, entries)
        await connection.execute(
            "DO $$ BEGIN RAISE EXCEPTION 'no space left' USING ERRCODE='53100'; END $$"
        )

    monkeypatch.setattr(Writer, "_store", no_space)
    with pytest.raises(LogUnavailable, match="no space left"):
        await fragile_log.append(readings(2))
    monkeypatch.setattr(Writer, "_store", store)
    assert await fragile_log.append([reading()]) == [2]
    assert (await fragile_log.head()).frontier.size == 2


async def test_partitions_are_made_as_the_log_grows(
    fragile: Postgres, fragile_log: PostgresEventLog
) -> None:
    nearly_full = 1_999_995
    peaks = bytes(32 * nearly_full.bit_count())
    async with fragile_log.connection() as connection:
        await connection.execute(
            "UPDATE head SET position = %s, frontier = %s", [nearly_full, peaks]
        )
    log = await PostgresEventLog.connect(fragile.url, fragile_log.hub)
    assert await log.append(readings(10)) == list(range(nearly_full + 1, nearly_full + 11))
    assert positions(await log.backward(limit=2)) == [nearly_full + 10, nearly_full + 9]
    await log.close()


async def test_a_closed_log_says_so_and_keeps_what_was_appended_before(
    fragile: Postgres, fragile_log: PostgresEventLog
) -> None:
    log = await PostgresEventLog.connect(fragile.url, fragile_log.hub)
    appending = [asyncio.create_task(log.append([reading()])) for _ in range(5)]
    await asyncio.sleep(0)
    await log.close()
    assert sorted(await asyncio.gather(*appending)) == [[1], [2], [3], [4], [5]]
    with pytest.raises(LogUnavailable, match="closed"):
        await log.append([reading()])


async def test_a_hub_that_was_never_set_up_cannot_be_connected_to(fragile: Postgres) -> None:
    with pytest.raises(LogUnavailable, match="head"):
        await PostgresEventLog.connect(fragile.url, "nowhere")
