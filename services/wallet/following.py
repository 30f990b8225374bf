"""Following the log for what the wallet does of itself: page by page, from its checkpoint on."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from events.errors import LogUnavailable
from events.eventlog import Checkpoint, EventLog, Page
from events.query import Query
from services.waiting import at_a_pace

PAUSE_S = 1.0
"""After a failure of the database, before going on."""

Take = Callable[[Page], Awaitable[bool]]
"""Does what a page calls for, and says whether there was anything; may be given a page again."""

_log = logging.getLogger(__name__)


async def follow(log: EventLog, name: str, query: Query, take: Take) -> None:
    """For ever. What was not done to its end is done again; `name` is the checkpoint's."""
    while True:
        try:
            after = await log.checkpoint(name)
            async for page in at_a_pace(log.subscribe(after=after, query=query)):
                if await take(page):
                    await log.store_checkpoint(Checkpoint(name, page.position))
        except LogUnavailable as error:
            _log.warning("%s; going on", error)
        except Exception:  # noqa: BLE001  its trace is logged; whoever is to be paid still waits
            _log.exception("%s failed for a reason that was not foreseen; going on", name)
        await asyncio.sleep(PAUSE_S)
