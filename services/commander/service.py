"""Runs the commander; whatever it loses, it goes on where it was."""

import asyncio
import logging

from events.errors import LogUnavailable
from events.eventlog import PostgresEventLog
from events.mqtt import MqttBus
from services import readiness
from services.bus import joined
from services.commander.commander import Commander
from services.settings import Settings
from services.waiting import patiently, until

RELOAD_PAUSE_S = 1.0

_log = logging.getLogger(__name__)


async def run(settings: Settings, stop: asyncio.Event) -> None:
    """Send commands until `stop` is set."""
    dsn, hub = settings.database(), settings.hub
    log = await until(stop, patiently(lambda: PostgresEventLog.connect(dsn, hub)))
    if log is None:
        return
    try:
        async with joined(settings, "commander") as bus:
            await until(stop, _send(log, bus))
    finally:
        await log.close()


async def _send(log: PostgresEventLog, bus: MqttBus) -> None:
    commander = Commander(log, bus)
    readiness.announce()
    await patiently(commander.load)
    while True:
        try:
            await commander.follow()
        except LogUnavailable as error:
            _log.warning("%s; following again", error)
        await asyncio.sleep(RELOAD_PAUSE_S)
