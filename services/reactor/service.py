"""Runs the reactors; one that was cut off from the database goes on from its checkpoint.

Each that is urgent follows the log on its own: it waits for nobody else's appends.
"""

import asyncio
import logging
from typing import Any

from events.errors import LogUnavailable
from events.eventlog import PostgresEventLog
from handlers.reactor import Reactor
from handlers.registry import REACTORS
from services import readiness
from services.reactor.decisions import Decisions
from services.reactor.snapshots import ReactorSnapshots
from services.reactor.stops import Stops
from services.settings import Settings
from services.snapshots import Snapshots
from services.work import at_work

RELOAD_PAUSE_S = 1.0

logger = logging.getLogger(__name__)


async def run(settings: Settings, stop: asyncio.Event) -> None:
    """Decide until `stop` is set."""
    await at_work(settings, stop, "reactor", lambda log, _: decide(log))


async def decide(log: PostgresEventLog) -> None:
    """Let every reactor decide about every event, for ever."""
    while True:
        try:
            snapshots = ReactorSnapshots(Snapshots(log))
            followers = [Decisions(log, one, snapshots, Stops(log)) for one in together()]
            for decisions in followers:
                await decisions.load()
            readiness.announce()
            async with asyncio.TaskGroup() as group:
                for decisions in followers:
                    group.create_task(decisions.follow())
        except* LogUnavailable as errors:
            logger.warning("%s; loading the reactors again", errors.exceptions[0])
        await asyncio.sleep(RELOAD_PAUSE_S)


def together() -> list[list[Reactor[Any]]]:
    """Which reactors follow the log as one: each urgent one alone, and then all others."""
    urgent = [[one] for one in REACTORS if one.urgent]
    return [*urgent, [one for one in REACTORS if not one.urgent]]
