"""How long a reading takes from its publication until `/stream` shows it, or one after it.

The time stamp that the publisher puts into a reading is compared with the clock on arrival. A
reading's value is its number, so those that were overtaken on the way count too.
"""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import httpx
import orjson

from services.soms.bench.figure import Figure, percentile
from services.soms.bench.options import Options
from services.soms.bench.publisher import DEVICES
from services.soms.bench.running import publishing, services
from services.soms.bench.stack import broker, brokers, database

PER_S = 1_000
P50_MS, P99_MS = 30.0, 150.0
SERVICES = ("projector", "recorder", "backend")
SILENCE_S = 30.0
ARRIVAL_S = 1.0
"""Before and after the load."""


async def measure(options: Options) -> list[Figure]:
    readings = int(PER_S * options.seconds)
    runs = [await _waits_ms(readings) for _ in range(options.runs)]
    missing = sum(readings - len(waits) for waits in runs)
    p50 = tuple(percentile(waits, 0.5) for waits in runs)
    p99 = tuple(percentile(waits, 0.99) for waits in runs)
    what = f"published → /stream at {PER_S:,} readings/s"
    return [
        Figure(f"{what}, never seen", "readings", (missing,), maximum=0),
        Figure(f"{what}, p50", "ms", p50, maximum=P50_MS),
        Figure(f"{what}, p99", "ms", p99, maximum=P99_MS),
    ]


async def _waits_ms(readings: int) -> list[float]:
    """How long each reading took that was seen at all."""
    with broker(brokers()[0]) as running, database() as url:
        async with services(running, url, *SERVICES) as office:
            arrivals = Arrivals(DEVICES / PER_S)
            listening = asyncio.create_task(_listen(office.backend_port, arrivals))
            await asyncio.sleep(ARRIVAL_S)
            async with publishing(running, readings, PER_S) as publisher:
                await publisher.wait()
            await asyncio.sleep(ARRIVAL_S)
            listening.cancel()
            await asyncio.gather(listening, return_exceptions=True)
    return arrivals.waits_ms


class Arrivals:
    """How long each reading took; a sensor speaks every `interval_s` seconds."""

    def __init__(self, interval_s: float) -> None:
        self.waits_ms: list[float] = []
        self._interval_s = interval_s
        self._seen: dict[str, int] = {}

    def note(self, sensor: str, number: int, said: datetime, now: datetime) -> None:
        """The stream shows the sensor's reading `number`, and with it all those before."""
        age_s = (now - said).total_seconds()
        for back in range(number - self._seen.get(sensor, 0)):
            self.waits_ms.append((age_s + back * self._interval_s) * 1_000)
        self._seen[sensor] = max(number, self._seen.get(sensor, 0))


async def _listen(port: int, arrivals: Arrivals) -> None:
    async for delta in _deltas(f"http://127.0.0.1:{port}/stream?include=zones"):
        now = datetime.now(UTC)
        for channel in delta["row"]["channels"].values():
            for name, sensor in channel["sensors"].items():
                said = datetime.fromisoformat(sensor["time"])
                arrivals.note(name, int(sensor["value"]), said, now)


async def _deltas(url: str) -> AsyncIterator[Any]:  # JSON, whatever the stream says
    async with httpx.AsyncClient(timeout=SILENCE_S) as client, client.stream("GET", url) as stream:
        async for line in stream.aiter_lines():
            if line.startswith("data:"):
                yield orjson.loads(line.removeprefix("data:"))
