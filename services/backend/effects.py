"""Waiting for what follows from an event: others decide it, in processes of their own."""

import asyncio
from collections.abc import Collection
from uuid import UUID

from events.envelope import Recorded
from events.eventlog import EventLog

FIRST_PAUSE_S = 0.004
LONGEST_PAUSE_S = 0.05
"""Between two looks; doubling."""


async def effect_of(
    log: EventLog, cause: UUID, types: Collection[str], within_s: float
) -> Recorded | None:
    """The first event of these types that the cause led to; None if none came in time."""
    loop, pause_s = asyncio.get_running_loop(), FIRST_PAUSE_S
    end = loop.time() + within_s
    while True:
        found = await log.effects(cause)
        effect = next((event for event in found if event.type in types), None)
        if effect is not None or loop.time() >= end:
            return effect
        await asyncio.sleep(pause_s)
        pause_s = min(2 * pause_s, LONGEST_PAUSE_S)
