"""Transfers between people over HTTP, by many clients of a running wallet.

Everybody passes on to the next what they have, so that nobody runs dry; what each transfer moves is
the least that the rules allow while so much circulates.
"""

import asyncio
import time
from itertools import count

from handlers.credits.rules import CIRCULATING_PER_MINIMUM
from services.soms.bench.bookings import FIRST, open_wallets, pay_rewards
from services.soms.bench.figure import Figure, percentile
from services.soms.bench.keep_alive import KeepAlive
from services.soms.bench.options import Options
from services.soms.bench.running import services
from services.soms.bench.stack import broker, brokers, database

CLIENTS = 64
EACH = 100
WALLETS = 1_000
FUNDS_MILLI = 10_000_000
AMOUNT_MILLI = WALLETS * FUNDS_MILLI // CIRCULATING_PER_MINIMUM
PER_S = 1_500
P99_MS = 50.0


async def measure(options: Options) -> list[Figure]:
    with broker(brokers()[0]) as running, database() as url:
        async with services(running, url, "wallet") as office:
            await open_wallets(office.log, WALLETS)
            await pay_rewards(office.log, WALLETS, WALLETS, FUNDS_MILLI)
            turns = count()
            await _run(office.wallet_port, turns)  # a service makes much when it is first asked
            runs = [await _run(office.wallet_port, turns) for _ in range(options.runs)]
    rates, slowest = zip(*runs, strict=True)
    what = f"transfers over HTTP, {CLIENTS} clients"
    return [
        Figure(what, "transfers/s", rates, minimum=PER_S),
        Figure(f"{what}, p99", "ms", slowest, maximum=P99_MS),
    ]


async def _run(port: int, turns: "count[int]") -> tuple[float, float]:
    """Transfers a second, and the 99th percentile of an answer in ms."""
    clients = [await KeepAlive.connect(port) for _ in range(CLIENTS)]
    waits: list[float] = []
    began = time.perf_counter()
    await asyncio.gather(*(_transfer_each(one, turns, waits) for one in clients))
    rate = CLIENTS * EACH / (time.perf_counter() - began)
    for client in clients:
        await client.close()
    return rate, percentile(waits, 0.99)


async def _transfer_each(client: KeepAlive, turns: "count[int]", waits: list[float]) -> None:
    for _ in range(EACH):
        payer = next(turns)
        given = {
            "from_user_id": FIRST + payer % WALLETS,
            "to_user_id": FIRST + (payer + 1) % WALLETS,
            "amount": AMOUNT_MILLI,
        }
        began = time.perf_counter()
        await client.post("/transactions/p2p-transfer", given)
        waits.append((time.perf_counter() - began) * 1_000)
