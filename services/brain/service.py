"""Runs the brain's shell: records what is configured, asks the model, until stopped."""

import asyncio

from events.eventlog import PostgresEventLog
from services import readiness
from services.brain.configuration import Configuration
from services.brain.servers import server_of
from services.brain.shell import Shell
from services.bus import joined
from services.settings import Settings
from services.waiting import patiently, until

LOOK_EVERY_S = 60.0
"""How often the server is asked what the model is."""


async def run(settings: Settings, stop: asyncio.Event) -> None:
    """Ask until `stop` is set; what is being asked then is asked again after the next start."""
    dsn, hub = settings.database(), settings.hub
    log = await until(stop, patiently(lambda: PostgresEventLog.connect(dsn, hub)))
    if log is None:
        return
    server = server_of(settings)
    try:
        async with joined(settings, "brain"):
            configuration = Configuration(log, server, settings)
            await until(stop, _work(Shell(log, server, configuration), configuration))
    finally:
        await server.close()
        await log.close()


async def _work(shell: Shell, configuration: Configuration) -> None:
    await patiently(shell.begin)
    await patiently(configuration.record)
    readiness.announce()
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(shell.run())
        tasks.create_task(_watch(configuration))


async def _watch(configuration: Configuration) -> None:
    while True:
        await asyncio.sleep(LOOK_EVERY_S)
        await patiently(configuration.look)
