"""The hot queries find their events by index, however long the log is."""

from collections.abc import AsyncIterator, Sequence
from typing import LiteralString

import pytest
from psycopg.sql import SQL, Composed

from events.eventlog import PostgresEventLog
from events.eventlog.postgres import statements
from events.eventlog.postgres.names import Names
from events.eventlog.postgres.precedents import as_columns
from events.eventlog.postgres.selection import NEWEST_FIRST, Span, by_ids, ordered
from events.identity import START, Position, Subject, new_id
from events.query import Condition, Query
from tests.integration.eventlog.conftest import opened
from tests.integration.eventlog.examples import reading, transfer

LENGTH = 20_000
WHOLE_LOG = Span(START, Position(LENGTH))


@pytest.fixture(scope="module")
def hub() -> str:
    return "plans"


@pytest.fixture
async def long_log(postgres_url: str, hub: str) -> AsyncIterator[PostgresEventLog]:
    async with opened(postgres_url, hub) as log:
        for start in range(0, LENGTH, 5_000):
            await log.append(
                [
                    reading(f"env_{number % 40}") if number % 100 else transfer(number, number + 1)
                    for number in range(start, start + 5_000)
                ]
            )
        async with log.connection() as connection:
            await connection.execute("ANALYZE")
        yield log


async def plan(
    log: PostgresEventLog, selection: Composed | LiteralString, given: Sequence[object] = ()
) -> str:
    explained = SQL("EXPLAIN {}").format(
        SQL(selection) if isinstance(selection, str) else selection
    )
    async with log.connection() as connection:
        if given:
            await connection.execute(statements.WRITER_SETTINGS)
        lines = await connection.execute(explained, given or None)
        return "\n".join(line for (line,) in await lines.fetchall())


async def learnt(log: PostgresEventLog) -> Names:
    names = Names()
    async with log.connection() as connection:
        every = await connection.execute("SELECT id FROM names")
        await names.find_texts(connection, {number for (number,) in await every.fetchall()})
    return names


async def test_every_hot_query_uses_its_index(long_log: PostgresEventLog) -> None:
    names = await learnt(long_log)
    wallet = Query(about=frozenset({Subject("wallet:500")}))
    transfers = Query(types=frozenset({"credits.transferred"}))
    page = Span(Position(5_000), Position(10_000))

    by_subject = await plan(long_log, ordered(wallet, names, WHOLE_LOG, 100, NEWEST_FIRST))
    assert "events_0_subject_id_int4_idx" in by_subject
    assert "event_tags_pkey" in by_subject

    statement = Query(about=wallet.about, types=transfers.types)
    movements = await plan(long_log, ordered(statement, names, WHOLE_LOG, 100, NEWEST_FIRST))
    assert "events_0_subject_id_int4_idx" in movements
    assert "events_0_type_id_int4_idx" not in movements

    condition = Condition(about=wallet.about, after=Position(100), types=transfers.types)
    violations = await plan(
        long_log, statements.FIND_VIOLATIONS, as_columns({0: condition, 1: condition}, names)
    )
    assert "events_0_subject_id_int4_idx" in violations
    assert "event_tags_pkey" in violations

    by_type = await plan(long_log, ordered(transfers, names, WHOLE_LOG, 100))
    assert "events_0_type_id_int4_idx" in by_type

    assert "events_0_pkey" in await plan(long_log, ordered(Query(), names, page, 5_000))
    assert "event_ids_pkey" in await plan(long_log, by_ids([new_id()]))
    for each in (by_subject, violations, by_type):
        assert "Seq Scan on events_0" not in each
