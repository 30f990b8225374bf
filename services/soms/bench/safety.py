"""How long the safety floor takes from a danger in the log to the command against it in the log.

Two hundred zones become dangerous one after the other, each with a device that can help. Whoever
follows the log sees the reading one wake-up after its commit, and the command one decision, one
commit and one more wake-up later: the first is the limit that the second stands beside.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID

from events.devices import CameOnline, CommandRequested, Registered, TrustChanged
from events.envelope import Event, Recorded
from events.eventlog import PostgresEventLog
from events.identity import Position, Subject, new_id
from events.payload import Payload
from events.query import Query
from events.telemetry import ReadingRecorded
from services.soms.bench.figure import Figure, beside, percentile
from services.soms.bench.options import Options
from services.soms.bench.running import services
from services.soms.bench.stack import broker, brokers, database

ZONES = 200
ZONE_NAMES = tuple(f"zone_{number}" for number in range(ZONES))
APART_S = 0.1
P99_MS = 100.0
SERVICES = ("reactor",)
GIVEN_UP_S = 10.0
TOO_HOT_C = 38.0

_FOLLOWED = Query(types=frozenset({ReadingRecorded.event_type, CommandRequested.event_type}))


@dataclass(slots=True)
class Course:
    """When what happened to each danger, by its reading, on the clock of `perf_counter`."""

    committed: dict[UUID, float] = field(default_factory=dict)
    seen: dict[UUID, float] = field(default_factory=dict)
    """When a follower of the log saw the reading."""
    commanded: dict[UUID, float] = field(default_factory=dict)
    """When that follower saw the command."""

    def waits_ms(self, reached: Mapping[UUID, float]) -> list[float]:
        """How long after its commit each reading had reached that."""
        return [max(now - self.committed[cause], 0.0) * 1_000 for cause, now in reached.items()]

    def note(self, event: Recorded, now: float) -> None:
        if event.type == ReadingRecorded.event_type:
            self.seen[event.id] = now
        elif event.causation_id is not None:
            self.commanded.setdefault(event.causation_id, now)


async def measure(options: Options) -> list[Figure]:
    runs = [await _run() for _ in range(options.runs)]
    missing = tuple(float(ZONES - len(one.commanded)) for one in runs)
    what = "danger in the log → command in the log"
    return [
        Figure(f"{what}, never", "commands", missing, maximum=0),
        _figure(f"{what}, p50", runs, 0.5),
        _figure(f"{what}, p99", runs, 0.99, P99_MS),
    ]


def _figure(
    name: str, runs: Sequence[Course], share: float, maximum: float | None = None
) -> Figure:
    waits = tuple(percentile(one.waits_ms(one.commanded), share) for one in runs)
    limit = [percentile(one.waits_ms(one.seen), share) for one in runs]
    return Figure(name, "ms", waits, (beside("the log's wake-up", limit, 0.0),), maximum=maximum)


async def _run() -> Course:
    course = Course()
    with broker(brokers()[0]) as running, database() as url:
        async with services(running, url, *SERVICES) as office:
            await office.log.append([event for zone in ZONE_NAMES for event in _installed(zone)])
            async with _followed(url, office.log, course):
                for zone in ZONE_NAMES:
                    await asyncio.sleep(APART_S)
                    await _endanger(office.log, zone, course)
                await _all_commanded(course)
    return course


async def _endanger(log: PostgresEventLog, zone: str, course: Course) -> None:
    reading = ReadingRecorded(zone=zone, channel="temperature", value=TOO_HOT_C)
    event = _said(reading, f"sensor_{zone}")
    await log.append([event])
    course.committed[event.id] = time.perf_counter()


async def _all_commanded(course: Course) -> None:
    """What has not come by then never does."""
    with suppress(TimeoutError):
        async with asyncio.timeout(GIVEN_UP_S):
            while len(course.commanded) < ZONES:  # noqa: ASYNC110  noted by the follower
                await asyncio.sleep(APART_S)


@asynccontextmanager
async def _followed(url: str, log: PostgresEventLog, course: Course) -> AsyncIterator[None]:
    """Somebody else, on connections of his own, follows the log."""
    other = await PostgresEventLog.connect(url, log.hub)
    start = (await log.head()).position
    following = asyncio.create_task(_follow(other, start, course))
    try:
        yield
    finally:
        following.cancel()
        await asyncio.wait([following])
        await other.close()


async def _follow(log: PostgresEventLog, start: Position, course: Course) -> None:
    async for page in log.subscribe(after=start, query=_FOLLOWED):
        now = time.perf_counter()
        for event in page.events:
            course.note(event, now)


def _installed(zone: str) -> list[Event]:
    """A device that can help, is there, and may be commanded."""
    device = f"hvac_{zone}"
    told = (
        CameOnline(device=device, zone=zone),
        Registered(device=device, zone=zone, capabilities=("set_temperature",)),
        TrustChanged(device=device, trusted=True),
    )
    return [_said(data, device) for data in told]


def _said(data: Payload, device: str) -> Event:
    subject, now = Subject.of("device", device), datetime.now(UTC)
    return Event(id=new_id(), data=data, source="/bench", subject=subject, time=now)
