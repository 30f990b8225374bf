"""Building views from zero: what Postgres can add up it adds up, while we fold the rest.

A build grows beside the live one, in big pages, and takes its place when it has caught up. Its rows
and its history are the same, byte for byte, as those of a projector that followed along.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from typing import Any

from events.errors import LogUnavailable
from events.eventlog import EventLog, Page
from events.eventlog.postgres.connection import Connection
from events.identity import START, Position
from projections.projection import Projection
from services.projector.build import Build, Writes
from services.projector.errors import Superseded
from services.projector.merging import MERGES, Merge
from services.projector.store import ViewStore
from services.projector.summary import Summary, summarise

logger = logging.getLogger(__name__)

REBUILD_PAGE = 20_000
"""Events that are folded, and held in memory, between two writes."""


async def rebuild(
    log: EventLog, store: ViewStore, projections: Sequence[Projection[Any]]
) -> list[Build[Any]]:
    """Build projections from zero beside the live ones and swap them in. Stops at a failure."""
    builds = [await store.begin(projection) for projection in projections]
    position = START
    async with store.another_connection() as connection:
        while (head := (await log.head()).position) > position:
            async for page, summary in _pages(log, connection, position, head):
                await store.write([(build, _take(build, page, summary)) for build in builds])
            position = head
    for build in builds:
        await store.go_live(build)
    return builds


async def rebuild_each(
    log: EventLog, store: ViewStore, projections: Sequence[Projection[Any]]
) -> list[Build[Any]]:
    """Build projections together; if one fails, each alone, and those that fail are left out."""
    try:
        return await rebuild(log, store, projections)
    except (LogUnavailable, Superseded):
        raise
    except Exception:
        if len(projections) == 1:
            logger.exception("projection %s cannot be built", projections[0].name)
            return []
    alone = [await rebuild_each(log, store, [one]) for one in projections]
    return [build for builds in alone for build in builds]


async def _pages(
    log: EventLog, connection: Connection, after: Position, until: Position
) -> AsyncIterator[tuple[Page, Summary]]:
    """Pages and their sums; Postgres adds up one while it is being read."""
    pages = log.pages(after=after, until=until, size=REBUILD_PAGE)
    while after < until:
        end = Position(min(after + REBUILD_PAGE, until))
        page, summary = await asyncio.gather(anext(pages), summarise(connection, after, end))
        yield page, summary
        after = page.position


def _take(build: Build[Any], page: Page, summary: Summary) -> Writes:
    merge = MERGES.get(type(build.projection))
    return build.take(page) if merge is None else _merge(build, merge, page.position, summary)


def _merge(build: Build[Any], merge: Merge, until: Position, summary: Summary) -> Writes:
    def portion(after: Position, end: Position) -> None:
        if after < end:
            merge(build.state, summary.up_to(end))

    return build.advance(until, portion)
