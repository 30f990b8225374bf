"""`replay --check`: every reactor decides everything again."""

import time

from handlers.replay.check import check
from services.soms.bench.figure import Figure
from services.soms.bench.growing import Filled

PER_S = 20_000


async def measure(filled: Filled) -> list[Figure]:
    rates = tuple([await _run(filled) for _ in range(filled.runs)])
    return [Figure(f"replay --check of {filled.size:,}", "events/s", rates, minimum=PER_S)]


async def _run(filled: Filled) -> float:
    began = time.perf_counter()
    report = await check(filled.log)
    return report.events / (time.perf_counter() - began)
