"""Runs the brain's shell: records what is configured, asks the model, until stopped."""

import asyncio

from events.eventlog import PostgresEventLog
from services import readiness
from services.brain.configuration import Configuration
from services.brain.servers import ModelServer, server_of
from services.brain.shell import Shell
from services.settings import Settings
from services.waiting import patiently
from services.work import at_work

LOOK_EVERY_S = 60.0
"""How often the server is asked what the model is."""


async def run(settings: Settings, stop: asyncio.Event) -> None:
    """Ask until `stop` is set; what is being asked then is asked again after the next start."""
    server = server_of(settings)
    try:
        await at_work(settings, stop, "brain", lambda log, _: _work(log, server, settings))
    finally:
        await server.close()


async def _work(log: PostgresEventLog, server: ModelServer, settings: Settings) -> None:
    configuration = Configuration(log, server, settings)
    shell = Shell(log, server, configuration)
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
