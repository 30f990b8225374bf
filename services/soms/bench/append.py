"""Appending: in batches beside raw `COPY` into the same table and the peer; one by one by many."""

import asyncio
import time
from collections.abc import Sequence
from datetime import UTC, datetime

from events.envelope import Event
from events.eventlog import PostgresEventLog
from events.eventlog.postgres.connection import connect
from events.eventlog.postgres.schema import schema_of
from services.soms.bench import peer
from services.soms.bench.figure import Beside, Figure, beside, percentile
from services.soms.bench.options import Options
from services.soms.bench.readings import batches, readings
from services.soms.bench.stack import database, fresh_log

BATCH = 1_000
CALLERS = 4
SINGLES = 64
SINGLE_EACH = 100
OF_RAW_COPY = 0.6
OF_PEER = 2.0
SINGLES_PER_S = 8_000
SINGLES_P99_MS = 25

_COPY = """
    COPY events (position, time, recorded_at, leaf_prefix, id, subject_id, source_id, actor_id,
        type_id, dataversion, data)
    FROM STDIN
"""


async def measure(options: Options) -> list[Figure]:
    """Contestants take turns, so that a machine that drifts drifts for all of them."""
    ours, raw, theirs, rates, slowest = [], [], [], [], []
    with database() as url:
        for _ in range(options.runs):
            work = batches(options.events, BATCH)
            raw.append(await _raw_copy(url, work))
            ours.append(await _append(url, work))
            if peer.installed():
                theirs.append(_peer(url, work))
            rate, p99_ms = await _singles(url)
            rates.append(rate)
            slowest.append(p99_ms)
    others: list[Beside] = [beside("raw COPY", raw, OF_RAW_COPY)]
    if theirs:
        others.append(beside(peer.NAME, theirs, OF_PEER))
    return [
        Figure("append, batches of 1,000", "events/s", tuple(ours), tuple(others)),
        Figure("append, 64 single appenders", "events/s", tuple(rates), minimum=SINGLES_PER_S),
        Figure("append, 64 single appenders, p99", "ms", tuple(slowest), maximum=SINGLES_P99_MS),
    ]


async def _append(url: str, work: Sequence[Sequence[Event]]) -> float:
    async with fresh_log(url) as log:
        began = time.perf_counter()
        waiting = list(reversed(work))
        await asyncio.gather(*(_caller(log, waiting) for _ in range(CALLERS)))
        return _rate(work, began)


async def _caller(log: PostgresEventLog, waiting: list[Sequence[Event]]) -> None:
    while waiting:
        await log.append(waiting.pop())


async def _raw_copy(url: str, work: Sequence[Sequence[Event]]) -> float:
    """The same rows into the same table, prepared beforehand, one transaction a batch."""
    async with fresh_log(url) as log, await connect(url, schema_of(log.hub)) as connection:
        await connection.execute("SELECT make_room(%s)", [sum(map(len, work))])
        rows = _rows(work)
        began = time.perf_counter()
        for batch in rows:
            async with (
                connection.transaction(),
                connection.cursor() as cursor,
                cursor.copy(_COPY) as copy,
            ):
                for row in batch:
                    await copy.write_row(row)
        return _rate(work, began)


def _rows(work: Sequence[Sequence[Event]]) -> list[list[tuple[object, ...]]]:
    now, position = datetime.now(UTC), 0
    made: list[list[tuple[object, ...]]] = []
    for batch in work:
        rows: list[tuple[object, ...]] = []
        for event in batch:
            position += 1
            subject = hash(event.subject) % 100 + 2
            data = event.data.to_json().decode()
            numbers = (event.id, subject, subject, subject, 1, 1)
            rows.append((position, event.time, now, position, *numbers, data))
        made.append(rows)
    return made


def _peer(url: str, work: Sequence[Sequence[Event]]) -> float:
    versions: dict[str, int] = {}
    prepared = [peer.stored(batch, versions) for batch in work]
    with peer.recorder(url) as recorder:
        began = time.perf_counter()
        for batch in prepared:
            recorder.insert_events(batch)
        return _rate(work, began)


async def _singles(url: str) -> tuple[float, float]:
    """Events a second of many tasks that each append one event at a time, and their p99 in ms."""
    waits: list[float] = []
    async with fresh_log(url) as log:
        work = [readings(SINGLE_EACH, first=task * SINGLE_EACH) for task in range(SINGLES)]
        began = time.perf_counter()
        await asyncio.gather(*(_single(log, events, waits) for events in work))
        return _rate(work, began), percentile(waits, 0.99) * 1_000


async def _single(log: PostgresEventLog, events: Sequence[Event], waits: list[float]) -> None:
    for event in events:
        began = time.perf_counter()
        await log.append([event])
        waits.append(time.perf_counter() - began)


def _rate(work: Sequence[Sequence[Event]], began: float) -> float:
    return sum(map(len, work)) / (time.perf_counter() - began)
