"""How long the safety floor takes from a danger in the log to the command against it: in the log,
and at the broker.

Two hundred zones become dangerous one after the other, each with a device that can help. Whoever
follows the log sees the reading one wake-up after its commit. Before he sees the command, there is
one more wake-up, a decision and a commit, and before it is published, the same once again: so the
first is the limit that the others stand beside.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Coroutine, Iterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from events.devices import CameOnline, CommandRequested, Registered, TrustChanged
from events.envelope import Event
from events.eventlog import PostgresEventLog
from events.identity import Position, Subject, new_id
from events.mqtt import MqttBus
from events.payload import Payload
from events.query import Query
from events.telemetry import ReadingRecorded
from infra.embedded.broker import EmbeddedBroker
from services.soms.bench.figure import Figure, beside, percentile
from services.soms.bench.options import Options
from services.soms.bench.running import client_of, services
from services.soms.bench.stack import broker, brokers, database

ZONES = 200
ZONE_NAMES = tuple(f"zone_{number}" for number in range(ZONES))
APART_S = 0.1
P99_MS = 100.0
SERVICES = ("reactor", "commander")
SENSOR, HELPER = "sensor_", "hvac_"
"""Before a zone's name, the names of its devices."""
GIVEN_UP_S = 10.0
TOO_HOT_C = 38.0

_FOLLOWED = Query(types=frozenset({ReadingRecorded.event_type, CommandRequested.event_type}))


Moments = dict[str, float]
"""By zone, on the clock of `perf_counter`."""


@dataclass(slots=True)
class Course:
    """When what happened to each danger."""

    committed: Moments = field(default_factory=dict)
    seen: Moments = field(default_factory=dict)
    """By a follower of the log."""
    commanded: Moments = field(default_factory=dict)
    """When that follower saw the command."""
    published: Moments = field(default_factory=dict)
    """When whoever listens at the broker got the command."""

    def waits_ms(self, reached: Moments) -> list[float]:
        """How long after its commit each danger had come to that."""
        return [max(now - self.committed[zone], 0.0) * 1_000 for zone, now in reached.items()]


async def measure(options: Options) -> list[Figure]:
    runs = [await _run() for _ in range(options.runs)]
    commanded = [(one, one.commanded) for one in runs]
    published = [(one, one.published) for one in runs]
    return [
        *_figures("danger in the log → command in the log", commanded),
        *_figures("danger in the log → command published", published),
    ]


def _figures(what: str, runs: Sequence[tuple[Course, Moments]]) -> Iterator[Figure]:
    missing = tuple(float(ZONES - len(reached)) for _, reached in runs)
    yield Figure(f"{what}, never", "commands", missing, maximum=0)
    for name, share, maximum in (("p50", 0.5, None), ("p99", 0.99, P99_MS)):
        waits = tuple(percentile(course.waits_ms(reached), share) for course, reached in runs)
        limit = [percentile(course.waits_ms(course.seen), share) for course, _ in runs]
        others = (beside(f"the log's wake-up, {name}", limit, 0.0),)
        yield Figure(f"{what}, {name}", "ms", waits, others, maximum=maximum)


async def _run() -> Course:
    course = Course()
    with broker(brokers()[0]) as running, database() as url:
        async with services(running, url, *SERVICES) as office:
            await office.log.append([event for zone in ZONE_NAMES for event in _installed(zone)])
            async with _followed(url, office.log, course), _listened(running, course):
                for zone in ZONE_NAMES:
                    await asyncio.sleep(APART_S)
                    await _endanger(office.log, zone, course)
                await _all_published(course)
    return course


async def _endanger(log: PostgresEventLog, zone: str, course: Course) -> None:
    reading = ReadingRecorded(zone=zone, channel="temperature", value=TOO_HOT_C)
    await log.append([_said(reading, SENSOR + zone)])
    course.committed[zone] = time.perf_counter()


async def _all_published(course: Course) -> None:
    """What has not come by then never does."""
    with suppress(TimeoutError):
        async with asyncio.timeout(GIVEN_UP_S):
            while len(course.published) < ZONES:  # noqa: ASYNC110  noted by the listener
                await asyncio.sleep(APART_S)


@asynccontextmanager
async def _followed(url: str, log: PostgresEventLog, course: Course) -> AsyncIterator[None]:
    """Somebody else, on connections of his own, follows the log."""
    other = await PostgresEventLog.connect(url, log.hub)
    start = (await log.head()).position
    try:
        async with _at_work(_follow(other, start, course)):
            yield
    finally:
        await other.close()


async def _follow(log: PostgresEventLog, start: Position, course: Course) -> None:
    async for page in log.subscribe(after=start, query=_FOLLOWED):
        now = time.perf_counter()
        for event in page.events:
            if event.type == ReadingRecorded.event_type:
                course.seen[event.subject.name.removeprefix(SENSOR)] = now
            else:
                course.commanded.setdefault(event.subject.name.removeprefix(HELPER), now)


@asynccontextmanager
async def _listened(running: EmbeddedBroker, course: Course) -> AsyncIterator[None]:
    """Somebody listens at the broker, as the devices would."""
    bus = await MqttBus.connect(client_of(running), client_id="bench-devices")
    try:
        await bus.subscribe(["mcp/+/request/call_tool"])
        async with _at_work(_listen(bus, course)):
            yield
    finally:
        await bus.close()


async def _listen(bus: MqttBus, course: Course) -> None:
    async for batch in bus.batches():
        now = time.perf_counter()
        for delivery in batch:
            device = delivery.topic.split("/")[1]
            course.published.setdefault(device.removeprefix(HELPER), now)
            delivery.acknowledge()


@asynccontextmanager
async def _at_work(what: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    working = asyncio.create_task(what)
    try:
        yield
    finally:
        working.cancel()
        await asyncio.wait([working])


def _installed(zone: str) -> list[Event]:
    """A device that can help, is there, and may be commanded."""
    device = HELPER + zone
    told = (
        CameOnline(device=device, zone=zone),
        Registered(device=device, zone=zone, capabilities=("set_temperature",)),
        TrustChanged(device=device, trusted=True),
    )
    return [_said(data, device) for data in told]


def _said(data: Payload, device: str) -> Event:
    subject, now = Subject.of("device", device), datetime.now(UTC)
    return Event(id=new_id(), data=data, source="/bench", subject=subject, time=now)
