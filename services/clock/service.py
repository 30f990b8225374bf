"""Runs the clock; whatever it loses, it goes on where it was."""

import asyncio
import logging

from events.errors import LogUnavailable
from events.eventlog import PostgresEventLog
from services import readiness
from services.clock.clock import Clock
from services.clock.pace import pace_of
from services.clock.snapshots import ClockSnapshots
from services.settings import Settings
from services.snapshots import Snapshots
from services.waiting import first_of, patiently
from services.work import at_work

RELOAD_PAUSE_S = 1.0

logger = logging.getLogger(__name__)


async def run(settings: Settings, stop: asyncio.Event) -> None:
    """Watch the timers until `stop` is set."""
    await at_work(settings, stop, "clock", lambda log, _: _begin(log, settings))


async def _begin(log: PostgresEventLog, settings: Settings) -> None:
    clock = Clock(log, snapshots=ClockSnapshots(Snapshots(log)), pace=pace_of(settings))
    await patiently(clock.load)
    readiness.announce()
    await watch(clock)


async def watch(clock: Clock) -> None:
    """Follow the log for ever."""
    while True:
        try:
            await clock.follow()
        except* LogUnavailable as errors:
            logger.warning("%s; looking again", first_of(errors))
        await asyncio.sleep(RELOAD_PAUSE_S)
