"""Demurrage: once per wallet and day, whatever restarts; never of what is too small."""

import asyncio
from datetime import UTC, datetime

import httpx

from handlers.credits.books import ACCOUNTS
from handlers.credits.ledger import Ledger
from projections.timers import Due, fired
from services.clock.pace import pace_of
from services.deciding import Deciding
from services.settings import read_settings
from services.wallet.demurrage import Demurrage
from tests.integration.projector.test_projector import Hub
from tests.integration.wallet.test_wallet import balance, funded

PATIENCE_S = 10


async def triggered(wallet: httpx.AsyncClient) -> dict[str, object]:
    answer = await wallet.post("/demurrage/trigger")
    assert answer.status_code == 200, answer.text
    told: dict[str, object] = answer.json()
    return told


async def charged(wallet: httpx.AsyncClient, left: int) -> None:
    """Wait until the wallet has noticed that a day began."""
    async with asyncio.timeout(PATIENCE_S):
        for _ in range(10_000):
            if await balance(wallet, 5) == left:
                return
            await asyncio.sleep(0.02)


async def test_two_days_in_a_row_cost_two_percent_each(wallet: httpx.AsyncClient) -> None:
    for person, amount in ((5, 10_000), (6, 100), (7, 50)):
        await funded(wallet, person, amount, task=900 + person)
    first, second = await triggered(wallet), await triggered(wallet)
    assert (first["status"], first["wallets_charged"], first["total_burned"]) == ("ok", 1, 200)
    assert second["total_burned"] == 196
    assert first["day"] != second["day"]
    assert [await balance(wallet, person) for person in (5, 6, 7)] == [9_604, 100, 50]
    entries = (await wallet.get("/wallets/5/history")).json()
    told = [(one["transaction_type"], one["amount"]) for one in entries]
    assert told[:2] == [("DEMURRAGE_BURN", -196), ("DEMURRAGE_BURN", -200)]
    supply = (await wallet.get("/supply")).json()
    assert (supply["total_burned"], supply["circulating"]) == (396, 9_754)


async def test_the_day_that_the_clock_begins_is_charged_once(
    wallet: httpx.AsyncClient, office: Hub
) -> None:
    await funded(wallet, 5, 10_000, task=900)
    midnight = datetime(2026, 3, 2, 15, tzinfo=UTC)
    day = fired(Due("demurrage:2026-03-03", midnight), midnight)
    await office.log.append([day])
    await charged(wallet, 9_800)
    await office.log.append([day])
    assert (await triggered(wallet))["total_burned"] == 196
    assert await balance(wallet, 5) == 9_604


async def test_who_had_too_little_when_a_day_began_is_not_charged_however_late_it_is_noticed(
    office: Hub,
) -> None:
    ledger = Deciding(office.log, Ledger())
    await ledger.load()
    running = asyncio.create_task(ledger.run())
    demurrage = Demurrage(office.log, ledger, pace_of(read_settings()).calendar)
    for person, amount in ((5, 10_000), (6, 50)):
        await ledger.give("open_wallet", {"person": person})
        granted = {"person": person, "amount_milli": amount, "task": 900 + person}
        await ledger.give("grant_reward", granted)
    midnight = datetime(2026, 3, 2, 15, tzinfo=UTC)
    day = fired(Due("demurrage:2026-03-03", midnight), midnight)
    await office.log.append([day])
    recorded = await office.log.get(day.id)
    assert recorded is not None
    assert (await demurrage.charge(recorded)).burned_milli == 200
    gift = {"payer": 5, "payee": 6, "amount_milli": 5_000, "minimum_milli": 10}
    await ledger.give("transfer", gift)
    await demurrage.charge(recorded)
    accounts, _ = await ledger.read(ACCOUNTS)
    assert [accounts[f"wallet:{one}"].balance_milli for one in (5, 6)] == [4_550, 5_050]
    running.cancel()
