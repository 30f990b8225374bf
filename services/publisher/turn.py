"""One publisher at a time for each hub: whoever holds the turn publishes, the others wait.

The turn is an advisory lock of one database connection, so it ends with the process that holds it.
It is asked for again and again instead of waited for: a statement that waits holds back the
clean-up of dead rows in the whole database.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import psycopg

from events.errors import LogUnavailable

ASK_EVERY_S = 1.0
CHECK_EVERY_S = 2.0

_log = logging.getLogger(__name__)

_TAKE = "SELECT pg_try_advisory_lock(hashtextextended(%s, 0))"
"""True if the lock is ours now; it is kept until the connection ends."""

_CHECK = "SELECT 1"


class Turn:
    """A turn that is held, for as long as its connection lives."""

    def __init__(self, connection: psycopg.AsyncConnection) -> None:
        self._connection = connection

    async def held(self) -> None:
        """Never returns; raises `LogUnavailable` when the turn is lost."""
        while True:
            await asyncio.sleep(CHECK_EVERY_S)
            try:
                await self._connection.execute(_CHECK)
            except psycopg.Error as error:
                raise LogUnavailable(f"the publisher's turn is lost: {error}") from error


@asynccontextmanager
async def turn(dsn: str, hub: str) -> AsyncIterator[Turn]:
    """Wait for the hub's turn and hold it while the block runs."""
    try:
        connection = await psycopg.AsyncConnection.connect(dsn, autocommit=True)
    except psycopg.Error as error:
        raise LogUnavailable(str(error)) from error
    async with connection:
        waiting = False
        while not await _taken(connection, hub):
            if not waiting:
                _log.info("another publisher of hub %s is at work; waiting", hub)
            waiting = True
            await asyncio.sleep(ASK_EVERY_S)
        yield Turn(connection)


async def _taken(connection: psycopg.AsyncConnection, hub: str) -> bool:
    try:
        row = await (await connection.execute(_TAKE, [f"soms/publisher/{hub}"])).fetchone()
    except psycopg.Error as error:
        raise LogUnavailable(str(error)) from error
    return row is not None and bool(row[0])
