"""Reading a log back: rebuilding all views, looking at the past, replaying; and its size."""

import asyncio
import random
import time
from typing import Any

import orjson

from events.eventlog import PostgresEventLog
from events.identity import Position
from handlers.replay.check import check
from projections.registry import PROJECTIONS
from projections.zones import Zones
from services.projector.projector import rebuild
from services.projector.reading import ViewReader
from services.projector.store import ViewStore
from services.soms.bench import peer
from services.soms.bench.figure import Beside, Figure, beside, percentile
from services.soms.bench.options import Options
from services.soms.bench.readings import batches
from services.soms.bench.stack import database, fresh_log

REBUILD_PER_S = 150_000
REBUILD_OF_PEER = 4.0
REPLAY_PER_S = 20_000
PAST_MS = 200
PAST_LOOKS = 30
BYTES_PER_READING = 300
PEER_PAGE = 5_000

_SIZE = """
    SELECT sum(pg_total_relation_size(c.oid))
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = current_schema() AND c.relkind IN ('r', 'p')
      AND c.relname NOT IN ('views', 'view_rows', 'view_history')
"""


async def measure(options: Options) -> list[Figure]:
    with database() as url:
        async with fresh_log(url) as log:
            await _fill(log, options.events)
            size = await _bytes_per_event(log)
            replays = [await _replay(log) for _ in range(options.runs)]
            rebuilds = [await _rebuild(url, log) for _ in range(options.runs)]
            past = [await _look_back(url, log) for _ in range(options.runs)]
            others = _peer(url, options) if peer.installed() else []
    return [
        Figure("storage", "bytes/reading", (size,), maximum=BYTES_PER_READING),
        Figure("replay --check", "events/s", tuple(replays), minimum=REPLAY_PER_S),
        Figure("rebuild, all views", "events/s", tuple(rebuilds), tuple(others), REBUILD_PER_S),
        Figure("time travel, p95", "ms", tuple(past), maximum=PAST_MS),
    ]


async def _fill(log: PostgresEventLog, events: int) -> None:
    waiting = list(reversed(batches(events, 1_000)))

    async def caller() -> None:
        while waiting:
            await log.append(waiting.pop())

    await asyncio.gather(*(caller() for _ in range(4)))


async def _bytes_per_event(log: PostgresEventLog) -> float:
    async with log.connection() as connection:
        found = await (await connection.execute(_SIZE)).fetchone()
    assert found is not None
    return float(found[0]) / (await log.head()).position


async def _replay(log: PostgresEventLog) -> float:
    began = time.perf_counter()
    report = await check(log)
    return report.events / (time.perf_counter() - began)


async def _rebuild(url: str, log: PostgresEventLog) -> float:
    async with ViewStore.opened(url, log.hub) as store:
        began = time.perf_counter()
        await rebuild(log, store, PROJECTIONS)
        return (await log.head()).position / (time.perf_counter() - began)


async def _look_back(url: str, log: PostgresEventLog) -> float:
    """The 95th percentile of looking at all zones at random positions, in ms."""
    reader, end = ViewReader(url, log.hub, log), (await log.head()).position
    waits = []
    for _ in range(PAST_LOOKS):
        position = Position(random.randint(1, end))  # noqa: S311 (any position will do)
        began = time.perf_counter()
        await reader.at(Zones(), position)
        waits.append((time.perf_counter() - began) * 1_000)
    await reader.close()
    return percentile(waits, 0.95)


def _peer(url: str, options: Options) -> list[Beside]:
    """The peer's way: select its events page by page, decode them, keep each stream's newest."""
    versions: dict[str, int] = {}
    with peer.recorder(url) as recorder:
        for batch in batches(options.events, 1_000):
            recorder.insert_events(peer.stored(batch, versions))
        rates = []
        for _ in range(options.runs):
            began, start = time.perf_counter(), 1
            newest: dict[Any, Any] = {}
            while page := recorder.select_notifications(start, PEER_PAGE):
                for one in page:
                    newest[one.originator_id] = orjson.loads(one.state)
                start = page[-1].id + 1
            rates.append(options.events / (time.perf_counter() - began))
    return [beside(f"{peer.NAME}, select and fold", rates, REBUILD_OF_PEER)]
