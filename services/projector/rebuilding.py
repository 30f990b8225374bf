"""Building views from zero: what Postgres can add up it adds up, while we fold the rest.

A build grows beside the live one, in big pages, and takes its place when it has caught up. Its rows
and its history are the same, byte for byte, as those of a projector that followed along.
"""

import asyncio
import logging
from collections import deque
from collections.abc import AsyncIterator, Container, Sequence
from contextlib import AsyncExitStack
from itertools import cycle
from typing import Any

from events.errors import LogDamaged, SomsError
from events.eventlog import EventLog, Page
from events.eventlog.postgres.names import Remembered
from events.identity import START, Position
from events.telemetry import ReadingRecorded
from projections.projection import Projection
from services.projector import statements
from services.projector.build import Build, Writes
from services.projector.errors import FoldFailed, NotSummed, ViewFailed
from services.projector.merging import MERGES, Merge, Merges
from services.projector.store import ViewStore
from services.projector.summary import Summary, summarise
from services.reasons import reason_of

logger = logging.getLogger(__name__)

SPAN = 40_000
"""Events that are added up, or folded, between two writes."""
AHEAD = 2
"""Spans that Postgres adds up at the same time."""


async def rebuild(
    log: EventLog,
    store: ViewStore,
    projections: Sequence[Projection[Any]],
    merges: Merges = MERGES,
) -> list[Build[Any]]:
    """Build projections from zero beside the live ones and swap them in. Stops at a failure.

    `merges` are those that can be made of sums; what Postgres cannot add up is folded.
    """
    builds = [await store.begin(projection) for projection in projections]
    try:
        await _grow(log, store, builds, merges)
    except NotSummed as error:
        logger.warning("%s; they are folded one by one", error)
        return await rebuild(log, store, projections, {})
    except ViewFailed as error:
        await _give_up(store, builds, {error.view}, error)
        raise
    except LogDamaged as error:
        await _give_up(store, builds, {one.name for one in projections}, error)
        raise
    for build in builds:
        await store.go_live(build)
    return builds


async def _grow(
    log: EventLog, store: ViewStore, builds: Sequence[Build[Any]], merges: Merges
) -> None:
    position = START
    while (head := (await log.head()).position) > position:
        async for summary, page in _spans(log, store, builds, merges, position, head):
            await store.write([(build, _take(build, merges, page, summary)) for build in builds])
        position = head


async def _give_up(
    store: ViewStore, builds: Sequence[Build[Any]], at_fault: Container[str], error: SomsError
) -> None:
    """A build that failed stays and says why, unless a live one shows the view; the others go."""
    for build in builds:
        failed = build.projection.name in at_fault
        if failed and await store.live_number(build.projection) is None:
            await store.stop(build, str(error))
        else:
            await store.abandon(build)


async def rebuild_each(
    log: EventLog, store: ViewStore, projections: Sequence[Projection[Any]]
) -> list[Build[Any]]:
    """Build projections together; those that fail are left out, and the others built again."""
    while projections:
        try:
            return await rebuild(log, store, projections)
        except ViewFailed as error:
            logger.exception("projection %s cannot be built", error.view)
            projections = [one for one in projections if one.name != error.view]
    return []


async def _spans(
    log: EventLog,
    store: ViewStore,
    builds: Sequence[Build[Any]],
    merges: Merges,
    after: Position,
    until: Position,
) -> AsyncIterator[tuple[Summary, Page]]:
    """Span by span; while one is taken in, Postgres adds up the next ones."""
    pages = log.pages(after=after, until=until, size=SPAN)
    if not merges:
        async for page in pages:
            yield Summary(page.position), page
        return
    whole = any(_needs_readings(build.projection, merges) for build in builds)
    ends = range(after + SPAN, until + SPAN, SPAN)
    async for summary in _summaries(log, store, after, [min(end, until) for end in ends]):
        others = Page(summary.others, summary.until)
        yield summary, await anext(pages) if whole else others


async def _summaries(
    log: EventLog, store: ViewStore, after: Position, ends: Sequence[int]
) -> AsyncIterator[Summary]:
    names, running = Remembered(), deque[asyncio.Task[Summary]]()
    async with AsyncExitStack() as stack:
        beside = [await stack.enter_async_context(store.another_connection()) for _ in range(AHEAD)]
        for connection in beside:
            await connection.execute(statements.ROOM_TO_SORT)
        try:
            for connection, end in zip(cycle(beside), ends, strict=False):
                if len(running) == AHEAD:
                    yield await running.popleft()
                summary = summarise(log, connection, names.names(), after, Position(end))
                running.append(asyncio.create_task(summary))
                after = Position(end)
            while running:
                yield await running.popleft()
        finally:
            for task in running:
                task.cancel()
            await asyncio.gather(*running, return_exceptions=True)


def _needs_readings(projection: Projection[Any], merges: Merges) -> bool:
    return ReadingRecorded.event_type in projection.handles and type(projection) not in merges


def _take(build: Build[Any], merges: Merges, page: Page, summary: Summary) -> Writes:
    merge, after = merges.get(type(build.projection)), build.position
    try:
        return build.take(page) if merge is None else _merge(build, merge, summary)
    except Exception as error:
        raise FoldFailed(build.projection.name, after, reason_of(error)) from error


def _merge(build: Build[Any], merge: Merge, summary: Summary) -> Writes:
    def portion(after: Position, end: Position) -> None:
        if after < end:
            merge(build.state, summary.up_to(end))

    return build.advance(summary.until, portion)
