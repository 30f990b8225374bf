"""What the database's owner does behind the log's back is noticed."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from events.errors import LogDamaged
from events.eventlog import PostgresEventLog
from events.eventlog.postgres.connection import Connection
from events.eventlog.prepared import leaf_of
from events.identity import START, Position
from tests.integration.eventlog.examples import all_events, readings


@asynccontextmanager
async def owner(log: PostgresEventLog) -> AsyncIterator[Connection]:
    """The owner of the database, with the triggers off."""
    async with log.connection() as connection:
        for table in ("events", "events_0", "names"):
            await connection.execute(f"ALTER TABLE {table} DISABLE TRIGGER ALL")
        yield connection


@pytest.mark.parametrize("position", [1, 3, 5])
async def test_a_deleted_event_is_missed_by_the_next_reader(
    postgres_log: PostgresEventLog, position: int
) -> None:
    await postgres_log.append(readings(5))
    async with owner(postgres_log) as connection:
        await connection.execute("DELETE FROM events WHERE position = %s", [position])
    with pytest.raises(LogDamaged) as damage:
        await all_events(postgres_log)
    assert damage.value.position == position


async def test_a_deleted_head_is_missed(postgres_log: PostgresEventLog) -> None:
    async with owner(postgres_log) as connection:
        await connection.execute("DELETE FROM head")
    with pytest.raises(LogDamaged):
        await postgres_log.head()


async def test_the_noted_leaf_prefixes_name_the_event_that_was_changed(
    postgres_log: PostgresEventLog,
) -> None:
    await postgres_log.append(readings(5))
    async with owner(postgres_log) as connection:
        await connection.execute(
            "UPDATE events SET data = replace(data::text, '2.0', '9.0')::json WHERE position = 3"
        )
    noted = await postgres_log.leaf_prefixes(START, Position(5))
    actual = [leaf_of(event)[:8] for event in await all_events(postgres_log)]
    assert [
        at for at, pair in enumerate(zip(noted, actual, strict=True), 1) if len({*pair}) > 1
    ] == [3]


async def test_a_changed_name_is_still_read_so_that_verification_can_see_it(
    postgres_log: PostgresEventLog, postgres_url: str
) -> None:
    await postgres_log.append(readings(2))
    async with owner(postgres_log) as connection:
        await connection.execute("UPDATE names SET name = 'gone' WHERE name = 'device:env_01'")
    other = await PostgresEventLog.connect(postgres_url, postgres_log.hub)
    assert {event.subject for event in await all_events(other)} == {"gone"}
    await other.close()
