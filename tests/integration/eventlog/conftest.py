"""Both logs, empty, under one fixture: whatever is promised, both have to keep."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from itertools import count

import psycopg
import pytest

from events.eventlog import EventLog, MemoryEventLog, PostgresEventLog, migrate
from tests.integration.eventlog.server import Server, running_server

_numbers = count(1)


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    with running_server() as server:
        yield server


@pytest.fixture(scope="session")
def postgres_url(server: Server) -> str:
    return server.url


@pytest.fixture
def hub() -> str:
    return f"test_{next(_numbers)}"


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
