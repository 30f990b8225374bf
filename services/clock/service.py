"""Runs the clock; whatever it loses, it goes on where it was."""

import asyncio
import logging

from events.errors import LogUnavailable
from events.eventlog import PostgresEventLog
from services import readiness
from services.bus import joined
from services.clock.clock import Clock
from services.clock.pace import pace_of
from services.clock.snapshots import ClockSnapshots
from services.settings import Settings
from services.snapshots import Snapshots
from services.waiting import first_of, patiently, until

RELOAD_PAUSE_S = 1.0

logger = logging.getLogger(__name__)


async def run(settings: Settings, stop: asyncio.Event) -> None:
    """Watch the timers until `stop` is set."""
    dsn, hub = settings.database(), settings.hub
    log = await until(stop, patiently(lambda: PostgresEventLog.connect(dsn, hub)))
    if log is None:
        return
    try:
        clock = Clock(log, snapshots=ClockSnapshots(Snapshots(log)), pace=pace_of(settings))
        async with joined(settings, "clock"):
            if await until(stop, _loaded(clock)):
                readiness.announce()
                await until(stop, watch(clock))
    finally:
        await log.close()


async def _loaded(clock: Clock) -> bool:
    await patiently(clock.load)
    return True


async def watch(clock: Clock) -> None:
    """Follow the log for ever."""
    while True:
        try:
            await clock.follow()
        except* LogUnavailable as errors:
            logger.warning("%s; looking again", first_of(errors))
        await asyncio.sleep(RELOAD_PAUSE_S)
