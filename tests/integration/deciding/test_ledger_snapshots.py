"""Snapshots of what the ledger knows: of what is so only, and while it goes on deciding."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from events.credits import wallet
from events.eventlog import PostgresEventLog, migrate
from events.identity import START
from handlers.credits.books import ACCOUNTS
from handlers.credits.ledger import Ledger
from services import snapshots
from services.deciding import DeciderSnapshots, Deciding
from services.snapshots import Snapshots
from tests.fault.findings import eventually

PEOPLE = range(1, 11)


@pytest.fixture
async def log(postgres_url: str, hub: str) -> AsyncIterator[PostgresEventLog]:
    await migrate(postgres_url, hub)
    log = await PostgresEventLog.connect(postgres_url, hub)
    yield log
    await log.close()


@asynccontextmanager
async def deciding(log: PostgresEventLog) -> AsyncIterator[Deciding]:
    ledger = Deciding(log, Ledger(), DeciderSnapshots(Snapshots(log)))
    await ledger.load()
    running = asyncio.create_task(ledger.run())
    yield ledger
    assert not running.done(), "it ended by itself"
    running.cancel()
    await asyncio.wait([running])


async def test_a_ledger_goes_on_from_its_snapshot(
    log: PostgresEventLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(snapshots, "EVERY", len(PEOPLE))
    async with deciding(log) as ledger:
        await asyncio.gather(*(ledger.give("open_wallet", {"person": one}) for one in PEOPLE))
        rows, _ = await ledger.read(ACCOUNTS)
        await eventually("a snapshot is kept", lambda: _is_kept(log))
    restored = Deciding(log, Ledger(), DeciderSnapshots(Snapshots(log)))
    assert (await restored.read(ACCOUNTS))[0] == {}
    await restored.load()
    assert (await restored.read(ACCOUNTS))[0] == rows
    assert sorted(rows) == sorted(map(wallet, PEOPLE))


async def _is_kept(log: PostgresEventLog) -> bool:
    ledger = Ledger()
    known = Deciding(log, ledger).known
    return await DeciderSnapshots(Snapshots(log)).restore(ledger, known) > START
