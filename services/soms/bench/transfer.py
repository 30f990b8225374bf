"""Transfers that all draw on one account, through the decider and the log, beside locked rows.

A thousand callers ask at once, each again when its last transfer is committed.
"""

import asyncio
import time
from functools import partial

from events.eventlog import EventLog
from handlers.credits.ledger import Ledger
from services.deciding import Deciding
from services.soms.bench import locked_rows
from services.soms.bench.bookings import FIRST, open_wallets
from services.soms.bench.contest import take_turns
from services.soms.bench.figure import Figure, beside
from services.soms.bench.options import Options
from services.soms.bench.stack import database, fresh_log

CALLERS = 1_000
EACH = 20
LOCKED = 2_000
"""Transfers that the other way is given in a turn: enough for a steady rate."""

AMOUNT_MILLI = 100
PER_S = 10_000
OF_LOCKED_ROWS = 5.0


async def measure(options: Options) -> list[Figure]:
    with database() as url:
        contestants = {
            "locked": partial(locked_rows.transfer_rate, url, LOCKED, CALLERS, AMOUNT_MILLI),
            "ours": partial(_ours, url),
        }
        rates = await take_turns(contestants, options.runs)
    others = (beside(locked_rows.NAME, rates["locked"], OF_LOCKED_ROWS),)
    what = f"transfers from one account, {CALLERS:,} callers"
    return [Figure(what, "transfers/s", rates["ours"], others, minimum=PER_S)]


async def _ours(url: str) -> float:
    """Transfers a second."""
    async with fresh_log(url) as log:
        await open_wallets(log, CALLERS)
        ledger = await _opened(log)
        running = asyncio.create_task(ledger.run())
        began = time.perf_counter()
        await asyncio.gather(*(_call(ledger, caller) for caller in range(CALLERS)))
        rate = CALLERS * EACH / (time.perf_counter() - began)
        running.cancel()
        await asyncio.wait([running])
    return rate


async def _opened(log: EventLog) -> Deciding:
    ledger = Deciding(log, Ledger())
    await ledger.load()
    return ledger


async def _call(ledger: Deciding, caller: int) -> None:
    for turn in range(EACH):
        given = {
            "person": FIRST + caller,
            "amount_milli": AMOUNT_MILLI,
            "task": FIRST + turn * CALLERS + caller,
        }
        await ledger.give("grant_reward", given)
