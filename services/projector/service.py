"""Runs the projector; whatever it loses, the database or its builds, it loads again and goes on."""

import asyncio
import logging

from events.errors import LogUnavailable
from events.eventlog import PostgresEventLog
from projections.registry import PROJECTIONS
from services import readiness
from services.projector.errors import Superseded
from services.projector.projector import Projector
from services.projector.store import ViewStore
from services.settings import Settings
from services.waiting import first_of
from services.work import at_work

RELOAD_PAUSE_S = 1.0

logger = logging.getLogger(__name__)


async def run(settings: Settings, stop: asyncio.Event) -> None:
    """Keep the views until `stop` is set."""
    dsn, hub = settings.database(), settings.hub
    await at_work(settings, stop, "projector", lambda log, _: _keep(log, dsn, hub))


async def _keep(log: PostgresEventLog, dsn: str, hub: str) -> None:
    while True:
        try:
            async with ViewStore.opened(dsn, hub) as store:
                projector = Projector(log, store)
                await projector.load(PROJECTIONS)
                readiness.announce()
                await projector.follow()
        except* (LogUnavailable, Superseded) as errors:
            logger.warning("%s; loading the views again", first_of(errors))
        await asyncio.sleep(RELOAD_PAUSE_S)
