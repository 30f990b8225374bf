"""A load that lasts: whether the recorder keeps up, ends without a backlog, and stays small."""

import asyncio
import time

from infra.embedded.broker import EmbeddedBroker
from services.soms.bench.figure import Figure
from services.soms.bench.options import Options
from services.soms.bench.running import Running, publishing, services
from services.soms.bench.stack import broker, brokers, database

PER_S = 8_000
OFFERED_PER_S = 8_500
WARM_UP_S = 3.0
"""Until the recorder has all the memory that it needs."""
GROWTH_MIB = 10
CATCH_UP_S = 1.0
LOOK_S = 0.1
GIVEN_UP_S = 60.0


async def measure(options: Options) -> list[Figure]:
    figures: list[Figure] = []
    for kind in brokers():
        with broker(kind) as offered, database() as url:
            async with services(offered, url, "recorder") as running:
                figures += await _sustain(offered, running, options.seconds)
    return figures


async def _sustain(offered: EmbeddedBroker, running: Running, seconds: float) -> list[Figure]:
    readings = int(OFFERED_PER_S * seconds)
    async with publishing(offered, readings, OFFERED_PER_S) as publisher:
        began = await _first_commit(running)
        await asyncio.sleep(min(WARM_UP_S, seconds / 2))
        memory = running.memory_mib("recorder")
        await publisher.wait()
        await asyncio.sleep(CATCH_UP_S)
        backlog = readings - (await running.log.head()).position
        rate = readings / (await _last_commit(running, readings) - began)
        growth = running.memory_mib("recorder") - memory
    what = f"{seconds:g} s of load, {type(offered).__name__.lower()}"
    return [
        Figure(what, "readings/s", (rate,), minimum=PER_S),
        Figure(f"{what}, backlog {CATCH_UP_S:g} s later", "readings", (backlog,), maximum=0),
        Figure(f"{what}, recorder's growth", "MiB", (growth,), maximum=GROWTH_MIB),
    ]


async def _first_commit(running: Running) -> float:
    return await _reached(running, 1)


async def _last_commit(running: Running, readings: int) -> float:
    """When the last event was recorded, on the clock of `perf_counter`."""
    await _reached(running, readings)
    recorded_at = (await running.log.head()).recorded_at
    assert recorded_at is not None
    return time.perf_counter() - (time.time() - recorded_at.timestamp())


async def _reached(running: Running, position: int) -> float:
    async with asyncio.timeout(GIVEN_UP_S):
        while (await running.log.head()).position < position:  # noqa: ASYNC110  another process
            await asyncio.sleep(LOOK_S)
    return time.perf_counter()
