"""Both homes of keys, under one contract; and a destroyed key is nowhere in the table's file."""

from collections.abc import AsyncIterator

import psycopg
import pytest

from events.eventlog import PostgresEventLog
from events.eventlog.postgres import admit
from infra.embedded.postgres import SERVICES, Postgres
from services.people import Keys, MemoryKeys, PostgresKeys
from tests.integration.eventlog.conftest import opened


@pytest.fixture
async def log(postgres: Postgres, hub: str) -> AsyncIterator[PostgresEventLog]:
    """As services have it."""
    async with opened(postgres.url, hub):
        await admit(postgres.url, hub, SERVICES)
        log = await PostgresEventLog.connect(postgres.services_url, hub)
        yield log
        await log.close()


@pytest.fixture(params=["memory", "postgres"])
async def keys(request: pytest.FixtureRequest, log: PostgresEventLog) -> Keys:
    return MemoryKeys() if request.param == "memory" else PostgresKeys(log)


async def test_a_key_is_found_by_its_id(keys: Keys) -> None:
    made = dict([await keys.make(), await keys.make()])
    assert await keys.find(made.keys()) == made
    assert await keys.find([]) == {}
    assert await keys.find(["unheard of"]) == {}


async def test_a_destroyed_key_is_gone_and_the_others_stay(keys: Keys) -> None:
    made = dict([await keys.make() for _ in range(5)])
    doomed, *others = made
    await keys.destroy(doomed)
    assert await keys.find(made) == {one: made[one] for one in others}
    assert await keys.destroyed() == {doomed}


async def test_to_destroy_what_is_not_there_is_nothing(keys: Keys) -> None:
    key_id, _ = await keys.make()
    await keys.destroy("unheard of")
    assert await keys.destroyed() == set()
    await keys.destroy(key_id)
    await keys.destroy(key_id)
    assert await keys.destroyed() == {key_id}


async def test_copied_keys_are_put_back_but_for_those_that_were_destroyed(keys: Keys) -> None:
    made = dict([await keys.make() for _ in range(3)])
    copy = await keys.copied()
    assert copy == made
    doomed, *others = made
    await keys.destroy(doomed)
    await keys.put_back({**copy, "from elsewhere": bytes(32)})
    assert set(await keys.copied()) == {*others, "from elsewhere"}


def file_of_the_table(postgres: Postgres, hub: str) -> bytes:
    """What lies on disk of the keys, freed rows included."""
    with psycopg.connect(postgres.url, autocommit=True) as connection:
        connection.execute("CHECKPOINT")
        path = "pg_relation_filepath(%s::regclass)"
        read = connection.execute(
            f"SELECT pg_read_binary_file({path})".encode(), [f"hub_{hub}.person_keys"]
        )
        row = read.fetchone()
    assert row is not None
    return bytes(row[0])


async def test_no_byte_of_a_destroyed_key_stays_in_the_file(
    log: PostgresEventLog, postgres: Postgres, hub: str
) -> None:
    keys = PostgresKeys(log)
    (doomed, key), (_, other) = await keys.make(), await keys.make()
    assert key in file_of_the_table(postgres, hub)
    await keys.destroy(doomed)
    left = file_of_the_table(postgres, hub)
    assert key not in left
    assert other in left
