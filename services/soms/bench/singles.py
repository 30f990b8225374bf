"""Many tasks that append one event at a time: what group commit is for."""

import asyncio
import time
from collections.abc import Sequence

from events.envelope import Event
from events.eventlog import EventLog
from services.soms.bench.figure import Figure, percentile
from services.soms.bench.options import Options
from services.soms.bench.readings import readings
from services.soms.bench.stack import database, fresh_log

TASKS = 64
EACH = 200
PER_S = 8_000
P99_MS = 25


async def measure(options: Options) -> list[Figure]:
    with database() as url:
        runs = [await _run(url) for _ in range(options.runs)]
    rates, slowest = zip(*runs, strict=True)
    what = f"append one by one, {TASKS} tasks"
    return [
        Figure(what, "events/s", rates, minimum=PER_S),
        Figure(f"{what}, p99", "ms", slowest, maximum=P99_MS),
    ]


async def _run(url: str) -> tuple[float, float]:
    """Events a second, and the 99th percentile of an append in ms."""
    work = [readings(EACH, first=task * EACH) for task in range(TASKS)]
    waits: list[float] = []
    async with fresh_log(url) as log:
        began = time.perf_counter()
        await asyncio.gather(*(_append_each(log, events, waits) for events in work))
        rate = TASKS * EACH / (time.perf_counter() - began)
    return rate, percentile(waits, 0.99)


async def _append_each(log: EventLog, events: Sequence[Event], waits: list[float]) -> None:
    for event in events:
        began = time.perf_counter()
        await log.append([event])
        waits.append((time.perf_counter() - began) * 1_000)
