"""Both logs, empty, under one fixture: whatever is promised, both have to keep."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import psycopg
import pytest

from events.eventlog import EventLog, MemoryEventLog, PostgresEventLog, migrate
from infra.embedded.ports import free_port
from infra.embedded.postgres import Postgres


@asynccontextmanager
async def opened(url: str, hub: str) -> AsyncIterator[PostgresEventLog]:
    await migrate(url, hub)
    log = await PostgresEventLog.connect(url, hub)
    try:
        yield log
    finally:
        await log.close()
        async with await psycopg.AsyncConnection.connect(url, autocommit=True) as connection:
            await connection.execute(f"DROP SCHEMA hub_{hub} CASCADE")


@pytest.fixture
async def postgres_log(postgres_url: str, hub: str) -> AsyncIterator[PostgresEventLog]:
    async with opened(postgres_url, hub) as log:
        yield log


@pytest.fixture(params=["memory", "postgres"])
async def log(
    request: pytest.FixtureRequest, postgres_url: str, hub: str
) -> AsyncIterator[EventLog]:
    if request.param == "memory":
        yield MemoryEventLog(hub)
    else:
        async with opened(postgres_url, hub) as log:
            yield log


@pytest.fixture(scope="module")
def fragile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Postgres]:
    """A server of their own for tests that break it."""
    server = Postgres(tmp_path_factory.mktemp("fragile"), free_port())
    server.start()
    yield server
    server.stop()


@pytest.fixture
async def fragile_log(fragile: Postgres, hub: str) -> AsyncIterator[PostgresEventLog]:
    async with opened(fragile.url, hub) as log:
        yield log
