"""Runs the commander; whatever it loses, it goes on where it was."""

import asyncio
import logging

from events.errors import LogUnavailable
from events.eventlog import PostgresEventLog
from events.mqtt import MqttBus
from services import readiness
from services.commander.commander import Commander
from services.settings import Settings
from services.waiting import patiently
from services.work import at_work

RELOAD_PAUSE_S = 1.0

_log = logging.getLogger(__name__)


async def run(settings: Settings, stop: asyncio.Event) -> None:
    """Send commands until `stop` is set."""
    await at_work(settings, stop, "commander", _send)


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
