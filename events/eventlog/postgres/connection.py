"""Connections to Postgres: how they are opened, pooled for reading, and how they fail."""

import select
from asyncio import Semaphore
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

import psycopg
from psycopg import AsyncConnection, sql
from psycopg.errors import UndefinedTable
from psycopg.pq import TransactionStatus
from psycopg.rows import TupleRow

from events.errors import LogUnavailable
from events.eventlog.postgres import statements

CONNECT_TIMEOUT_S = 5
"""How long opening a connection may take."""

NO_HUB = "there is no such hub in this database, or one of an earlier release"
"""What it means that a table of ours is missing."""

READERS = 4
"""How many reads of one log may run at once."""

Connection = AsyncConnection[TupleRow]


async def connect(dsn: str, schema: str | None = None) -> Connection:
    """An autocommit connection that sees `schema` and nothing else."""
    connection = await AsyncConnection.connect(
        dsn, autocommit=True, connect_timeout=CONNECT_TIMEOUT_S, application_name="soms"
    )
    await connection.execute(statements.SETTINGS)
    if schema is not None:
        path = sql.SQL("SET search_path TO {}").format(sql.Identifier(schema))
        await connection.execute(path)
    return connection


@contextmanager
def unavailable_on_error() -> Iterator[None]:
    """Whatever Postgres refuses or loses becomes `LogUnavailable`, with the reason it gave."""
    try:
        yield
    except psycopg.Error as error:
        raise LogUnavailable(reason_of(error)) from error


def reason_of(error: psycopg.Error) -> str:
    """In one line, for it ends in a log or on a terminal."""
    told = " ".join(str(error).split()) or type(error).__name__
    return f"{NO_HUB}: {told}" if isinstance(error, UndefinedTable) else told


def usable(connection: Connection) -> bool:
    """Whether it is idle and nothing speaks against it: a server that went away has said so."""
    if connection.closed or connection.info.transaction_status != TransactionStatus.IDLE:
        return False
    poll = select.poll()
    poll.register(connection.fileno(), select.POLLIN)
    return not poll.poll(0)


class ReaderPool:
    """At most `READERS` connections for short reads, opened when needed, dropped when broken."""

    def __init__(self, dsn: str, schema: str) -> None:
        self._dsn = dsn
        self._schema = schema
        self._idle: list[Connection] = []
        self._turns = Semaphore(READERS)

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[Connection]:
        with unavailable_on_error():
            async with self._turns:
                connection = await self._take()
                try:
                    yield connection
                finally:
                    await self._give_back(connection)

    async def _take(self) -> Connection:
        while self._idle:
            connection = self._idle.pop()
            if usable(connection):
                return connection
            await connection.close()
        return await connect(self._dsn, self._schema)

    async def _give_back(self, connection: Connection) -> None:
        if usable(connection):
            self._idle.append(connection)
        else:
            await connection.close()

    async def close(self) -> None:
        while self._idle:
            await self._idle.pop().close()
