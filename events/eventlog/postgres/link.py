"""A connection that comes back by itself: opened when needed, left alone a while when it fails."""

import time
from typing import LiteralString

import psycopg

from events.errors import LogUnavailable
from events.eventlog.postgres.connection import Connection, connect, reason_of, usable

BACK_OFF_S = (0.05, 0.1, 0.2, 0.5, 1.0)
"""How long a database that failed is left alone before the next try; the last from then on."""


class Link:
    """One connection at a time to a hub's schema."""

    def __init__(self, dsn: str, schema: str, settings: LiteralString) -> None:
        self._dsn = dsn
        self._schema = schema
        self._settings = settings
        self._connection: Connection | None = None
        self._failures = 0
        self._retry_at = 0.0
        self._reason = ""

    async def connection(self) -> Connection:
        """The connection, opened anew if it was lost. Raises `LogUnavailable`."""
        if self._connection is not None:
            if usable(self._connection):
                return self._connection
            await self.close()
        if time.monotonic() < self._retry_at:
            raise LogUnavailable(self._reason)
        try:
            self._connection = await connect(self._dsn, self._schema)
            await self._connection.execute(self._settings)
        except psycopg.Error as error:
            self._back_off(reason_of(error))
            raise LogUnavailable(self._reason) from error
        self._failures = 0
        return self._connection

    def _back_off(self, reason: str) -> None:
        wait = BACK_OFF_S[min(self._failures, len(BACK_OFF_S) - 1)]
        self._failures += 1
        self._retry_at = time.monotonic() + wait
        self._reason = reason

    async def close(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            await connection.close()
