"""How soon the model is asked: from the commit of `timers.fired` until the request reaches it.

The reactor and the brain are processes of their own; the office has 200 zones, and the model takes
no time. Before the request there are two wake-ups, a prompt's rendering, a commit, and the look
whether it was answered. Who follows the log sees the timer's event one wake-up after its commit:
that is the limit that the figure stands beside.
"""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID

from events.brain import CycleFinished
from events.envelope import Event
from events.eventlog import PostgresEventLog
from events.identity import Position
from events.query import Query
from events.timers import Fired
from projections.brain.timers import BRAIN_BATCH, NEXT
from projections.timers import Due, fired
from services.soms.bench.brain.model import Model, model
from services.soms.bench.brain.office import ZONES, office
from services.soms.bench.figure import Figure, beside, percentile
from services.soms.bench.options import Options
from services.soms.bench.running import services
from services.soms.bench.stack import broker, brokers, database

ASKED = 200
APART_S = 0.15
"""From the end of a cycle to the next timer."""
P99_MS = 50.0
GIVEN_UP_S = 5.0
SETTLE_S = 60.0
SERVICES = ("reactor", "brain")

_FOLLOWED = Query(types=frozenset({Fired.event_type, CycleFinished.event_type}))


@dataclass(slots=True)
class Course:
    """How long each question, and the follower beside it, took; milliseconds."""

    asked: list[float] = field(default_factory=list)
    seen: list[float] = field(default_factory=list)
    never: int = 0


@dataclass(slots=True)
class Follower:
    """Who follows the log beside the services."""

    seen: dict[UUID, float] = field(default_factory=dict)
    """When he saw each event, on the clock of `perf_counter`."""
    finished: asyncio.Event = field(default_factory=asyncio.Event)
    """A cycle is over."""


async def measure(options: Options, asked: int = ASKED, zones: int = ZONES) -> list[Figure]:
    runs = [await run(asked, zones) for _ in range(options.runs)]
    what = f"timer fired → model asked, {zones} zones"
    missing = tuple(float(one.never) for one in runs)
    figures = [Figure(f"{what}, never", "prompts", missing, maximum=0)]
    for name, share, maximum in (("p50", 0.5, None), ("p99", 0.99, P99_MS)):
        waits = tuple(percentile(one.asked, share) for one in runs)
        limit = [percentile(one.seen, share) for one in runs if one.seen]
        others = (beside(f"the log's wake-up, {name}", limit or [0.0], 0.0),)
        figures.append(Figure(f"{what}, {name}", "ms", waits, others, maximum=maximum))
    return figures


async def run(asked: int, zones: int) -> Course:
    """So many timers that fire, one after the other."""
    course = Course()
    with broker(brokers()[0]) as running, database() as url:
        async with model() as one:
            environment = {"LLM_API_URL": one.url}
            async with services(running, url, *SERVICES, environment=environment) as hub:
                await hub.log.append(office(datetime.now(UTC), zones))
                await _settled(hub.log, one)
                async with _followed(url, hub.log) as follower:
                    for _ in range(asked):
                        await asyncio.sleep(APART_S)
                        await _ask(hub.log, one, follower, course)
    return course


async def _settled(log: PostgresEventLog, one: Model) -> None:
    """Until the office is folded, and what followed from it: then the brain asks, and is heard."""
    async with asyncio.timeout(SETTLE_S):
        while not one.questions:
            await log.append([_timer()])
            await asyncio.sleep(1.0)


async def _ask(log: PostgresEventLog, one: Model, follower: Follower, course: Course) -> None:
    """A timer fires; the cycle is over when this returns, so that the next one can begin."""
    timer = _timer()
    one.expect()
    follower.finished.clear()
    await log.append([timer])
    committed = time.perf_counter()
    asked = await one.asked(GIVEN_UP_S)
    if asked is None:
        course.never += 1
        course.asked.append(GIVEN_UP_S * 1_000)
        return
    course.asked.append(max(asked - committed, 0.0) * 1_000)
    async with asyncio.timeout(GIVEN_UP_S):
        await follower.finished.wait()
    course.seen.append(max(follower.seen[timer.id] - committed, 0.0) * 1_000)


def _timer() -> Event:
    now = datetime.now(UTC)
    return fired(Due(f"{BRAIN_BATCH}:{NEXT}", now), now)


@asynccontextmanager
async def _followed(url: str, log: PostgresEventLog) -> AsyncIterator[Follower]:
    """Somebody else, on connections of his own, follows the log."""
    other, follower = await PostgresEventLog.connect(url, log.hub), Follower()
    following = asyncio.create_task(_follow(other, (await log.head()).position, follower))
    try:
        yield follower
    finally:
        following.cancel()
        with suppress(asyncio.CancelledError):
            await following
        await other.close()


async def _follow(log: PostgresEventLog, after: Position, follower: Follower) -> None:
    async for page in log.subscribe(after=after, query=_FOLLOWED):
        now = time.perf_counter()
        follower.seen.update((event.id, now) for event in page.events)
        if any(event.type == CycleFinished.event_type for event in page.events):
            follower.finished.set()
