"""Waiting for a part that is not up yet, and stopping in time."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from typing import Any, TypeVar

from events.errors import BusUnavailable, LogUnavailable
from events.eventlog import Page

FIRST_PAUSE_S = 0.1
LONGEST_PAUSE_S = 5.0
"""Between attempts; doubling."""

PACE_S = 0.1
"""Between two looks at the log of somebody for whom people wait."""
LEISURE_S = 0.25
"""Of somebody who looks by himself whenever it matters."""

Part = TypeVar("Part")

_log = logging.getLogger(__name__)


async def patiently(attempt: Callable[[], Awaitable[Part]]) -> Part:
    """The result of the first attempt that does not find its part unavailable."""
    pause_s = FIRST_PAUSE_S
    while True:
        try:
            return await attempt()
        except (LogUnavailable, BusUnavailable) as error:
            _log.warning("%s; next attempt in %.1f s", error, pause_s)
        await asyncio.sleep(pause_s)
        pause_s = min(pause_s * 2, LONGEST_PAUSE_S)


async def until(
    stop: asyncio.Event, work: Coroutine[Any, Any, Part], grace_s: float = 0.0
) -> Part | None:
    """The result of `work`, or None if `stop` was set and `work` did not end `grace_s` later.

    What does not end in time is cancelled, and has ended when this returns.
    """
    working = asyncio.create_task(work)
    stopping = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait({working, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if not working.done():
            await asyncio.wait({working}, timeout=grace_s)
    finally:
        stopping.cancel()
        working.cancel()
        await asyncio.wait({working})
    return None if working.cancelled() else working.result()


async def at_a_pace(pages: AsyncIterator[Page], pause_s: float = PACE_S) -> AsyncIterator[Page]:
    """Pages of a subscription, with a pause after each: who can wait reads more at once."""
    async for page in pages:
        yield page
        await asyncio.sleep(pause_s)


def first_of(errors: BaseExceptionGroup[Any]) -> BaseException:
    """One error out of a group, to name in a line."""
    one = errors.exceptions[0]
    return first_of(one) if isinstance(one, BaseExceptionGroup) else one


async def first_to_end(*work: Coroutine[Any, Any, None]) -> None:
    """Do all of `work` at once until any of it ends; cancel the rest, and raise what was raised."""
    tasks = [asyncio.create_task(part) for part in work]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)
    for task in tasks:
        if not task.cancelled():
            task.result()
