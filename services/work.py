"""A service's work on the log: begun when the database is there, ended when it is to stop."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from events.eventlog import PostgresEventLog
from events.mqtt import MqttBus
from services.bus import joined
from services.settings import Settings
from services.waiting import patiently, until

Work = Callable[[PostgresEventLog, MqttBus], Coroutine[Any, Any, None]]


async def opened_log(settings: Settings, stop: asyncio.Event) -> PostgresEventLog | None:
    """The hub's log as soon as it can be had; None if `stop` was set before."""
    dsn, hub = settings.database(), settings.hub
    return await until(stop, patiently(lambda: PostgresEventLog.connect(dsn, hub)))


async def at_work(settings: Settings, stop: asyncio.Event, service: str, work: Work) -> None:
    """Do this work until `stop` is set, with the log open and `service` on the bus."""
    log = await opened_log(settings, stop)
    if log is None:
        return
    try:
        async with joined(settings, service) as bus:
            await until(stop, work(log, bus))
    finally:
        await log.close()
