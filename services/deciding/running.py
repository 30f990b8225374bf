"""Keeps a decider going; whatever it loses, it goes on where it was."""

import asyncio
import logging

from events.errors import LogUnavailable
from services.deciding.deciding import Deciding
from services.waiting import first_of

PAUSE_S = 1.0
"""After a failure, before going on."""

logger = logging.getLogger(__name__)


async def keep_deciding(deciding: Deciding) -> None:
    """Run for ever."""
    while True:
        try:
            await deciding.run()
        except* LogUnavailable as errors:
            logger.warning("%s; going on", first_of(errors))
        except* Exception:
            logger.exception("deciding failed for a reason that was not foreseen; going on")
        await asyncio.sleep(PAUSE_S)
