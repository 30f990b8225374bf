"""The hub's schema: migrations, and who may do what to it."""

import asyncio
from collections.abc import AsyncIterator, Iterator

import psycopg
import pytest
from psycopg import errors, sql

from events.errors import LogUnavailable
from events.eventlog import PostgresEventLog, migrate
from events.eventlog.postgres import admit, schema_of
from events.eventlog.postgres.schema import migrations
from events.identity import new_id
from infra.embedded.postgres import SERVICES, Postgres
from tests.integration.eventlog.examples import all_events, positions, readings, transfer

NUMBERS = [migration.number for migration in migrations()]

APPEND_ONLY = ["events", "events_0", "event_ids", "event_tags", "names", "signed_heads"]


async def test_migrating_again_changes_nothing(postgres_url: str, hub: str) -> None:
    assert await migrate(postgres_url, hub) == len(NUMBERS)
    assert await migrate(postgres_url, hub) == 0


async def test_migrations_are_numbered_without_gaps() -> None:
    assert list(range(1, len(NUMBERS) + 1)) == NUMBERS


@pytest.mark.parametrize("number", NUMBERS)
async def test_a_log_is_brought_up_to_date_from_any_earlier_number(
    postgres_url: str, hub: str, number: int
) -> None:
    assert await migrate(postgres_url, hub, until=number) == number
    assert await migrate(postgres_url, hub) == len(NUMBERS) - number
    log = await PostgresEventLog.connect(postgres_url, hub)
    assert await log.append(readings(2)) == [1, 2]
    await log.close()


async def test_processes_that_migrate_at_once_take_turns(postgres_url: str, hub: str) -> None:
    applied = await asyncio.gather(*(migrate(postgres_url, hub) for _ in range(4)))
    assert sum(applied) == len(NUMBERS)


@pytest.mark.parametrize("name", ["", "Office", "office; drop", 'a"b', "x" * 41])
async def test_a_hub_name_that_makes_no_schema_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="hub"):
        schema_of(name)


@pytest.mark.parametrize("table", APPEND_ONLY)
@pytest.mark.parametrize("change", ["UPDATE {} SET {}", "DELETE FROM {}", "TRUNCATE {} CASCADE"])
async def test_even_the_owner_is_refused_changes(
    postgres_log: PostgresEventLog, postgres_url: str, table: str, change: str
) -> None:
    await postgres_log.append([transfer(1, 2)])
    column = "name = ''" if table == "names" else "position = 9"
    statement = change.format(table, column) if "{} SET" in change else change.format(table)
    async with await psycopg.AsyncConnection.connect(postgres_url) as connection:
        schema = sql.Identifier(schema_of(postgres_log.hub))
        await connection.execute(sql.SQL("SET search_path TO {}").format(schema))
        with pytest.raises(errors.InsufficientPrivilege, match="append-only"):
            await connection.execute(statement)


@pytest.fixture
async def application_log(
    postgres: Postgres, postgres_log: PostgresEventLog
) -> AsyncIterator[PostgresEventLog]:
    """The log as a service sees it, who has the application's rights and no others."""
    await admit(postgres.url, postgres_log.hub, SERVICES)
    log = await PostgresEventLog.connect(postgres.services_url, postgres_log.hub)
    yield log
    await log.close()


async def test_the_application_role_runs_the_whole_log(
    postgres_log: PostgresEventLog, application_log: PostgresEventLog
) -> None:
    assert await application_log.append([transfer(1, 2), *readings(3)]) == [1, 2, 3, 4]
    async with application_log.connection() as connection:
        made = await connection.execute("SELECT make_room(3000000)")
        assert await made.fetchone() == (3_999_999,)
    await application_log.append(readings(2))
    assert (await postgres_log.head()).position == 6


async def test_without_being_admitted_a_login_sees_nothing(
    postgres: Postgres, postgres_log: PostgresEventLog
) -> None:
    with pytest.raises(LogUnavailable):
        await PostgresEventLog.connect(postgres.services_url, postgres_log.hub)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE events SET position = 9",
        "DELETE FROM event_ids",
        "TRUNCATE names",
        "DELETE FROM head",
        "UPDATE signed_heads SET root = ''",
        "ALTER TABLE events DISABLE TRIGGER ALL",
        "DROP TABLE checkpoints",
        "CREATE TABLE mine (x int)",
        "CALL make_append_only('names')",
        "UPDATE person_keys SET key = NULL",
        "DELETE FROM person_keys",
        "TRUNCATE person_keys",
        "UPDATE api_tokens SET hash = ''",
        "UPDATE sessions SET expires_at = now()",
        "CREATE TEMP VIEW pg_inherits AS SELECT 1 AS inhparent",
        "CREATE FUNCTION pg_temp.mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    ],
)
async def test_the_application_role_can_do_no_more_than_append(
    application_log: PostgresEventLog, statement: str
) -> None:
    with pytest.raises(LogUnavailable) as refusal:
        async with application_log.connection() as connection:
            await connection.execute(statement)
    assert isinstance(refusal.value.__cause__, errors.InsufficientPrivilege)


DELETES_AN_EVENT = """
    CREATE FUNCTION pg_temp.delete_one() RETURNS oid LANGUAGE plpgsql AS $$
    BEGIN
        SET session_replication_role = replica;
        DELETE FROM {schema}.events WHERE position = 3;
        RETURN '{schema}.events'::regclass::oid;
    END $$;
    CREATE TEMP VIEW pg_inherits AS
        SELECT pg_temp.delete_one() AS inhparent FROM generate_series(1, 9);
"""


@pytest.fixture
def temporary_objects(postgres: Postgres) -> Iterator[None]:
    """Everybody may make them, as in a database where an administrator wants it so."""
    with psycopg.connect(postgres.url, autocommit=True) as connection:
        connection.execute("GRANT TEMPORARY ON DATABASE soms TO PUBLIC")
        yield
        connection.execute("REVOKE TEMPORARY ON DATABASE soms FROM PUBLIC")


async def test_what_runs_as_the_owner_does_not_see_what_the_caller_made_for_it(
    postgres_log: PostgresEventLog, application_log: PostgresEventLog, temporary_objects: None
) -> None:
    await application_log.append(readings(5))
    async with application_log.connection() as connection:
        trap = DELETES_AN_EVENT.replace("{schema}", schema_of(application_log.hub))
        await connection.execute(trap.encode())
        await connection.execute("SELECT make_room(2000000)")
    assert positions(await all_events(postgres_log)) == [1, 2, 3, 4, 5]


async def test_every_function_with_the_owners_rights_looks_at_the_callers_objects_last(
    postgres_log: PostgresEventLog,
) -> None:
    async with postgres_log.connection() as connection:
        found = await connection.execute(
            "SELECT proname, proconfig FROM pg_proc"
            " WHERE prosecdef AND pronamespace = current_schema()::regnamespace"
        )
        functions: dict[str, list[str]] = dict(await found.fetchall())
    path = f"search_path={schema_of(postgres_log.hub)}, pg_temp"
    assert functions == {"make_room": [path], "destroy_key": [path]}


async def test_hubs_of_one_database_may_be_set_up_at_once(postgres_url: str, hub: str) -> None:
    hubs = [f"{hub}_{letter}" for letter in "abcd"]
    assert await asyncio.gather(*(migrate(postgres_url, one) for one in hubs)) == [
        len(NUMBERS)
    ] * len(hubs)


async def test_a_log_is_connected_to_without_regard_to_what_others_put_on_the_search_path(
    postgres_log: PostgresEventLog, postgres_url: str
) -> None:
    async with postgres_log.connection() as connection:
        path = await (await connection.execute("SHOW search_path")).fetchone()
    assert path == (schema_of(postgres_log.hub),)


async def test_the_view_shows_events_with_their_names(postgres_log: PostgresEventLog) -> None:
    await postgres_log.append([transfer(5, 7)])
    async with postgres_log.connection() as connection:
        rows = await connection.execute("SELECT type, subject, source, actor, tags FROM log")
        assert await rows.fetchone() == (
            "credits.transferred", "wallet:5", "/services/wallet", "person:5",
            ["wallet:7", "task:42"],
        )  # fmt: skip


async def test_the_log_as_a_table_names_who_is_answerable(postgres_log: PostgresEventLog) -> None:
    (told,) = readings(1)
    await postgres_log.append([told, told._replace(id=new_id(), actor=told.subject)])
    async with postgres_log.connection() as connection:
        cursor = await connection.execute("SELECT actor FROM log ORDER BY position")
        assert await cursor.fetchall() == [(None,), (told.subject,)]
