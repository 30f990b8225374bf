"""Balances and statements over HTTP, and the audit of it all, on books with many movements."""

import time

from events.eventlog.postgres import PostgresEventLog
from events.identity import START
from services.audit.reading import audited
from services.soms.bench.bookings import FIRST, open_wallets, pay_rewards
from services.soms.bench.figure import Figure, percentile
from services.soms.bench.keep_alive import KeepAlive
from services.soms.bench.options import Options
from services.soms.bench.running import Running, services
from services.soms.bench.stack import broker, brokers, database

MOVEMENTS_PER_ACCOUNT = 10
AMOUNT_MILLI = 100
READS = 1_000
SCATTER = 7_919
"""From one account that is looked at to the next."""

P99_MS = 10.0

AUDITED = 1_000_000
"""Movements whose audit is judged; where there are fewer, its time is extrapolated."""
AUDIT_S = 60.0


async def measure(options: Options) -> list[Figure]:
    movements, accounts = options.events, options.events // MOVEMENTS_PER_ACCOUNT
    with broker(brokers()[0]) as running, database() as url:
        async with services(running, url, "wallet") as office:
            await open_wallets(office.log, accounts)
            await pay_rewards(office.log, movements, accounts, AMOUNT_MILLI)
            # The audit first: meanwhile the database tidies up what it was just filled with.
            audit = await _audit(office.log, options)
            return [
                await _read(office, options, accounts, "balance", ""),
                await _read(office, options, accounts, "statement", "/history"),
                *audit,
            ]


async def _read(office: Running, options: Options, accounts: int, kind: str, page: str) -> Figure:
    client = await KeepAlive.connect(office.wallet_port)
    await client.get(f"/wallets/{FIRST}")  # once the wallet knows all that was appended
    slowest = []
    for _ in range(options.runs):
        waits = []
        for turn in range(READS):
            person = FIRST + turn * SCATTER % accounts
            began = time.perf_counter()
            await client.get(f"/wallets/{person}{page}")
            waits.append((time.perf_counter() - began) * 1_000)
        slowest.append(percentile(waits, 0.99))
    await client.close()
    what = f"{kind} over HTTP, {accounts:,} accounts, {options.events:,} transfers, p99"
    return Figure(what, "ms", tuple(slowest), maximum=P99_MS)


async def _audit(log: PostgresEventLog, options: Options) -> list[Figure]:
    """Of the log's hashes and of the books, as `soms audit verify` does both."""
    rates = [await _audit_rate(log, options.events) for _ in range(options.runs)]
    what = f"audit verify of {options.events:,} transfers"
    scaled = "" if options.events == AUDITED else ", extrapolated"
    seconds = tuple(AUDITED / rate for rate in rates)
    return [
        Figure(what, "transfers/s", tuple(rates)),
        Figure(f"audit verify, {AUDITED:,} transfers{scaled}", "s", seconds, maximum=AUDIT_S),
    ]


async def _audit_rate(log: PostgresEventLog, movements: int) -> float:
    began = time.perf_counter()
    audit = await audited(log, None, START)
    seconds, auditor = time.perf_counter() - began, audit.auditor
    assert audit.sealed.ok, f"the log does not verify: {audit.sealed.failures[:3]}"
    assert not auditor.failures, f"the books are not in order: {auditor.findings[:3]}"
    assert auditor.movements == movements, f"{auditor.movements} movements, not {movements}"
    return movements / seconds
