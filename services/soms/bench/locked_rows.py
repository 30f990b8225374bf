"""The obvious way to move credits in Postgres: a table of balances, one of entries, and row locks.

Both rows of a transfer are locked in ascending order, so that no two transfers wait for each other.
"""

import asyncio
import time
from collections.abc import Iterator
from contextlib import AsyncExitStack
from typing import Final

from events.eventlog.postgres.connection import Connection, connect

NAME = "Postgres, rows locked"
CONNECTIONS = 16
SYSTEM = 0

_TABLES: Final = """
    DROP TABLE IF EXISTS bench_entries, bench_wallets;
    CREATE TABLE bench_wallets (id bigint PRIMARY KEY, balance bigint NOT NULL);
    CREATE TABLE bench_entries (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        wallet_id bigint NOT NULL REFERENCES bench_wallets,
        amount bigint NOT NULL,
        balance_after bigint NOT NULL,
        reference text NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        UNIQUE (reference, wallet_id)
    )
"""
_OPEN: Final = "INSERT INTO bench_wallets SELECT number, 0 FROM generate_series(0, %s) AS number"
_LOCK: Final = "SELECT balance FROM bench_wallets WHERE id = ANY(%s) ORDER BY id FOR UPDATE"
_ENTER: Final = (
    "INSERT INTO bench_entries (wallet_id, amount, balance_after, reference) "
    "VALUES (%s, %s, %s, %s)"
)
_BOOK: Final = "UPDATE bench_wallets SET balance = %s WHERE id = %s"


async def transfer_rate(url: str, transfers: int, accounts: int, amount: int) -> float:
    """Transfers a second, all from the system's row, each to the next account."""
    async with AsyncExitStack() as stack:
        connections = [
            await stack.enter_async_context(await connect(url)) for _ in range(CONNECTIONS)
        ]
        await connections[0].execute(_TABLES)
        await connections[0].execute(_OPEN, [accounts])
        waiting = iter(range(transfers))
        began = time.perf_counter()
        await asyncio.gather(*(_call(one, waiting, accounts, amount) for one in connections))
        return transfers / (time.perf_counter() - began)


async def _call(connection: Connection, waiting: Iterator[int], accounts: int, amount: int) -> None:
    """One caller: it takes the next transfer when its last one is committed."""
    for ordinal in waiting:
        payee, reference = ordinal % accounts + 1, f"task:{ordinal}"
        async with connection.transaction():
            found = await connection.execute(_LOCK, [[SYSTEM, payee]])
            (given,), (taken,) = await found.fetchall()
            for account, moved, before in ((SYSTEM, -amount, given), (payee, amount, taken)):
                after = before + moved
                await connection.execute(_ENTER, [account, moved, after, reference])
                await connection.execute(_BOOK, [after, account])
