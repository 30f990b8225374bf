"""Runs the clock."""

import asyncio
import logging

from events.errors import LogUnavailable
from events.eventlog import PostgresEventLog
from services import readiness
from services.bus import joined
from services.clock.clock import Clock
from services.settings import Settings
from services.waiting import patiently, until

RELOAD_PAUSE_S = 1.0

logger = logging.getLogger(__name__)


async def run(settings: Settings, stop: asyncio.Event) -> None:
    """Watch the timers until `stop` is set."""
    dsn, hub = settings.database(), settings.hub
    log = await until(stop, patiently(lambda: PostgresEventLog.connect(dsn, hub)))
    if log is None:
        return
    try:
        async with joined(settings, "clock"):
            await until(stop, _watch(log))
    finally:
        await log.close()


async def _watch(log: PostgresEventLog) -> None:
    readiness.announce()
    while True:
        try:
            await Clock(log).follow()
        except* LogUnavailable as errors:
            logger.warning("%s; looking again", errors.exceptions[0])
        await asyncio.sleep(RELOAD_PAUSE_S)
