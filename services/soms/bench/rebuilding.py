"""Rebuilding all views, beside the peer's bare way: select, map to events, keep the newest."""

import asyncio
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from services.soms.bench import peer
from services.soms.bench.figure import Figure, beside
from services.soms.bench.growing import Filled
from services.soms.bench.loading import BATCH, PORTION
from services.soms.bench.readings import batches

if TYPE_CHECKING:
    from eventsourcing.postgres import PostgresApplicationRecorder

PER_S = 150_000
WORTH_JUDGING = 1_000_000
"""Events; on a smaller log weighs what begins and ends every rebuild."""
OF_PEER = 4.0
PEER_PAGE = 5_000


async def measure(filled: Filled) -> list[Figure]:
    with _peer_filled(filled) as theirs:
        ours, memory, others = [], [], []
        for _ in range(filled.runs):
            rate, peak_mib = await _rebuild(filled)
            ours.append(rate)
            memory.append(peak_mib)
            if theirs is not None:
                others.append(_select_and_fold(theirs, filled.size))
    compared = (beside(f"{peer.NAME}, select, map and fold", others, OF_PEER),) if others else ()
    what = f"rebuild of {filled.size:,}, all views"
    minimum = PER_S if filled.size >= WORTH_JUDGING else None
    return [
        Figure(what, "events/s", tuple(ours), compared, minimum=minimum),
        Figure(f"{what}, peak memory", "MiB", tuple(memory)),
    ]


async def _rebuild(filled: Filled) -> tuple[float, float]:
    """Events a second, and the peak memory of the process in MiB."""
    command = ("-m", "services.soms.bench.rebuilder", filled.url, filled.log.hub)
    process = await asyncio.create_subprocess_exec(
        sys.executable, *command, stdout=asyncio.subprocess.PIPE
    )
    said, _ = await process.communicate()
    seconds, peak_mib = map(float, said.split())
    return filled.size / seconds, peak_mib


@contextmanager
def _peer_filled(filled: Filled) -> "Iterator[PostgresApplicationRecorder | None]":
    """The peer, holding as much; None where it is not installed."""
    if not peer.installed():
        yield None
        return
    versions: dict[str, int] = {}
    with peer.recorder(filled.url) as recorder:
        for first in range(0, filled.size, PORTION):
            for batch in batches(min(PORTION, filled.size - first), BATCH, first=first):
                recorder.insert_events(peer.stored(batch, versions))
        yield recorder


def _select_and_fold(recorder: "PostgresApplicationRecorder", size: int) -> float:
    began, start = time.perf_counter(), 1
    newest: dict[Any, Any] = {}
    to_event = peer.mapper().to_domain_event
    while page := recorder.select_notifications(start, PEER_PAGE):
        for one in page:
            event = to_event(one)
            newest[event.originator_id] = event
        start = page[-1].id + 1
    return size / (time.perf_counter() - began)
