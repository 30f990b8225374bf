"""Appending in batches: by one caller and by four, beside raw `COPY` and the peer.

Ours and the peer's begin with events and end with a commit; `COPY` gets its rows ready made.
"""

import gc
import time
from collections.abc import Sequence
from functools import partial

from events.envelope import Event
from services.soms.bench import peer
from services.soms.bench.contest import take_turns
from services.soms.bench.figure import Figure, beside
from services.soms.bench.loading import BATCH, CALLERS, append_all
from services.soms.bench.options import Options
from services.soms.bench.raw_copy import copy_rate
from services.soms.bench.readings import batches
from services.soms.bench.stack import database, fresh_log

OF_RAW_COPY = 0.6
OF_PEER = 2.0

Work = Sequence[Sequence[Event]]


async def measure(options: Options) -> list[Figure]:
    """At every size, into an empty log."""
    figures: list[Figure] = []
    with database() as url:
        for size in options.sizes():
            figures += await _at(url, size, options.runs)
    return figures


async def _at(url: str, size: int, runs: int) -> list[Figure]:
    work = batches(size, BATCH)
    gc.freeze()  # else whoever makes many objects pays for looking through these as well
    contestants = {
        "raw": partial(copy_rate, url, work),
        "four": partial(_ours, url, work, CALLERS),
        "one": partial(_ours, url, work, 1),
    }
    if peer.installed():
        contestants["peer"] = partial(_theirs, url, work)
    rates = await take_turns(contestants, runs)
    others = [beside("raw COPY", rates["raw"], OF_RAW_COPY)]
    if "peer" in rates:
        others.append(beside(peer.NAME, rates["peer"], OF_PEER))
    what = f"append {size:,} in batches of {BATCH:,}"
    return [
        Figure(f"{what}, {CALLERS} callers", "events/s", rates["four"], tuple(others)),
        Figure(f"{what}, 1 caller", "events/s", rates["one"]),
    ]


async def _ours(url: str, work: Work, callers: int) -> float:
    async with fresh_log(url) as log:
        began = time.perf_counter()
        await append_all(log, work, callers)
        return sum(map(len, work)) / (time.perf_counter() - began)


async def _theirs(url: str, work: Work) -> float:
    versions: dict[str, int] = {}
    with peer.recorder(url) as recorder:
        began = time.perf_counter()
        for batch in work:
            recorder.insert_events(peer.stored(batch, versions))
        return sum(map(len, work)) / (time.perf_counter() - began)
