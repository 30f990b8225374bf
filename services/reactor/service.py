"""Runs the reactors; one that was cut off from the database goes on from its checkpoint."""

import asyncio
import logging

from events.errors import LogUnavailable
from events.eventlog import PostgresEventLog
from handlers.registry import REACTORS
from services import readiness
from services.bus import joined
from services.reactor.decisions import Decisions
from services.reactor.snapshots import ReactorSnapshots
from services.reactor.stops import Stops
from services.settings import Settings
from services.snapshots import Snapshots
from services.waiting import patiently, until

RELOAD_PAUSE_S = 1.0

logger = logging.getLogger(__name__)


async def run(settings: Settings, stop: asyncio.Event) -> None:
    """Decide until `stop` is set."""
    dsn, hub = settings.database(), settings.hub
    log = await until(stop, patiently(lambda: PostgresEventLog.connect(dsn, hub)))
    if log is None:
        return
    try:
        async with joined(settings, "reactor"):
            await until(stop, _decide(log))
    finally:
        await log.close()


async def _decide(log: PostgresEventLog) -> None:
    while True:
        try:
            decisions = Decisions(log, REACTORS, ReactorSnapshots(Snapshots(log)), Stops(log))
            await decisions.load()
            readiness.announce()
            await decisions.follow()
        except LogUnavailable as error:
            logger.warning("%s; loading the reactors again", error)
        await asyncio.sleep(RELOAD_PAUSE_S)
