"""Looking back: every view at random moments of the log."""

import random
import time
from typing import Any

from events.identity import Position
from projections.projection import Projection
from projections.registry import PROJECTIONS
from services.projector.reading import ViewReader
from services.projector.rebuilding import rebuild
from services.projector.store import ViewStore
from services.soms.bench.figure import Figure, percentile
from services.soms.bench.growing import Filled

P95_MS = 200
LOOKS = 20
"""At each view, in each run."""
SEED = 7


async def measure(filled: Filled) -> list[Figure]:
    """The 95th percentile of each view; the slowest of them is the figure."""
    async with ViewStore.opened(filled.url, filled.log.hub) as store:
        await rebuild(filled.log, store, PROJECTIONS)
    reader = ViewReader(filled.url, filled.log.hub, filled.log)
    try:
        moments = random.Random(SEED)  # noqa: S311  any moments will do
        runs = [await _run(filled, reader, moments) for _ in range(filled.runs)]
    finally:
        await reader.close()
    what = f"time travel in {filled.size:,}, slowest view's p95"
    return [Figure(what, "ms", tuple(runs), maximum=P95_MS)]


async def _run(filled: Filled, reader: ViewReader, moments: random.Random) -> float:
    return max([await _p95(filled, reader, one, moments) for one in PROJECTIONS])


async def _p95(
    filled: Filled, reader: ViewReader, view: Projection[Any], moments: random.Random
) -> float:
    waits = []
    for _ in range(LOOKS):
        position = Position(moments.randint(1, filled.size))
        began = time.perf_counter()
        await reader.at(view, position)
        waits.append((time.perf_counter() - began) * 1_000)
    return percentile(waits, 0.95)
