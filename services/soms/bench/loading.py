"""Filling a hub quickly: batches from several callers, one encoded while another commits."""

import asyncio
from collections.abc import Sequence

from events.envelope import Event
from events.eventlog import EventLog
from services.soms.bench.readings import batches

BATCH = 1_000
CALLERS = 4
PORTION = 100_000
"""Events that are made, and held in memory, at once."""


async def append_all(
    log: EventLog, work: Sequence[Sequence[Event]], callers: int = CALLERS
) -> None:
    """Append all batches; each caller takes the next when its last one is committed."""
    waiting = list(reversed(work))

    async def call() -> None:
        while waiting:
            await log.append(waiting.pop())

    await asyncio.gather(*(call() for _ in range(callers)))


async def fill(log: EventLog, size: int) -> None:
    """Append what an office says until the log holds `size` events."""
    held = (await log.head()).position
    for first in range(held, size, PORTION):
        await append_all(log, batches(min(PORTION, size - first), BATCH, first=first))
