"""Two processes keep one ledger in Postgres: what is spent twice is spent once."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

import pytest

from events.credits import Transferred
from events.eventlog import PostgresEventLog
from events.identity import Position
from handlers.credits.books import ACCOUNTS
from handlers.credits.ledger import Ledger
from handlers.decider import Refused
from handlers.replay.check import Check
from projections.runtime import fold_log
from services.deciding import Deciding
from tests.integration.eventlog.conftest import opened

ATTEMPTS = 1_000
AFFORDABLE = 100
AMOUNT, FEE = 1_000, 50


@asynccontextmanager
async def ledger(url: str, hub: str) -> AsyncIterator[Deciding]:
    """A ledger with connections of its own, as another process has."""
    log = await PostgresEventLog.connect(url, hub)
    deciding = Deciding(log, Ledger())
    await deciding.load()
    running = asyncio.create_task(deciding.run())
    try:
        yield deciding
    finally:
        running.cancel()
        await asyncio.wait([running])
        await log.close()


@pytest.fixture
async def log(postgres_url: str, hub: str) -> AsyncIterator[PostgresEventLog]:
    async with opened(postgres_url, hub) as log:
        yield log


async def a_purse(deciding: Deciding) -> None:
    """People 5 and 6 have what is enough for a hundred transfers each; person 7 has a wallet."""
    for person in (5, 6, 7):
        await deciding.give("open_wallet", {"person": person})
    for person in (5, 6):
        granted = {"person": person, "amount_milli": AFFORDABLE * (AMOUNT + FEE), "task": person}
        await deciding.give("grant_reward", granted)


async def attempt(deciding: Deciding, **more: object) -> str:
    wish = {"payer": 5, "payee": 7, "amount_milli": AMOUNT, "minimum_milli": 10, **more}
    try:
        await deciding.give("transfer", wish)
    except Refused as refused:
        return refused.rule
    return "paid"


async def balances(log: PostgresEventLog) -> dict[str, int]:
    rows = (await fold_log(ACCOUNTS, log)).rows()
    return {name: row.balance_milli for name, row in rows.items()}


async def test_what_is_there_for_a_hundred_is_paid_a_hundred_times(
    log: PostgresEventLog, postgres_url: str, hub: str
) -> None:
    async with AsyncExitStack() as stack:
        ledgers = [await stack.enter_async_context(ledger(postgres_url, hub)) for _ in range(2)]
        await a_purse(ledgers[0])
        attempts = [attempt(ledgers[number % 2]) for number in range(ATTEMPTS)]
        answers = Counter(await asyncio.gather(*attempts))
    assert answers == {"paid": AFFORDABLE, "insufficient_funds": ATTEMPTS - AFFORDABLE}
    found = await balances(log)
    assert found["wallet:5"] == 0
    assert found["wallet:7"] == AFFORDABLE * AMOUNT
    assert found["account:burned"] == AFFORDABLE * FEE
    assert sum(found.values()) == 0


async def test_one_reference_moves_credits_once_whoever_pays(
    log: PostgresEventLog, postgres_url: str, hub: str
) -> None:
    async with AsyncExitStack() as stack:
        ledgers = [await stack.enter_async_context(ledger(postgres_url, hub)) for _ in range(2)]
        await a_purse(ledgers[0])
        for month in range(30):
            both = (
                attempt(one, payer=payer, reference=f"rent {month}")
                for one, payer in zip(ledgers, (5, 6), strict=True)
            )
            assert sorted(await asyncio.gather(*both)) == ["duplicate_reference", "paid"]
    moved = [event async for page in log.pages() for event in page.events]
    assert sum(event.type == Transferred.event_type for event in moved) == 2 + 30


async def test_a_replay_of_what_two_decided_agrees(
    log: PostgresEventLog, postgres_url: str, hub: str
) -> None:
    async with AsyncExitStack() as stack:
        ledgers = [await stack.enter_async_context(ledger(postgres_url, hub)) for _ in range(2)]
        await a_purse(ledgers[0])
        await asyncio.gather(*(attempt(ledgers[number % 2]) for number in range(150)))
    checking = Check((), (Ledger(),))
    async for page in log.pages(after=Position(0)):
        checking.take(page.events)
    report = checking.finish()
    assert (report.divergences, report.checked) == (0, 155)
