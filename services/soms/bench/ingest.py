"""Ingest: device → broker → recorder → commit → acknowledgement, beside a consumer that only acks;
and how long a reading takes from its publication to `/stream`.

Publisher, broker, database and every service are processes of their own on this machine.
"""

import asyncio
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime

import httpx
import orjson
import psutil

from events.eventlog import PostgresEventLog
from events.mqtt import Broker, MqttBus
from infra.embedded.broker import EmbeddedBroker
from infra.embedded.supervisor import Service, Supervisor
from services.soms.bench.figure import Figure, beside, percentile
from services.soms.bench.options import Options
from services.soms.bench.stack import broker, brokers, database, free_port, fresh_log

OF_ACK_ONLY = 0.6
READINGS_PER_S = 8_000
LATENCY_RATE = 1_000
P50_MS, P99_MS = 30.0, 150.0
SETTLE_S = 60.0
FILTER = "office/+/sensor/+/+"


async def measure(options: Options) -> list[Figure]:
    figures: list[Figure] = []
    for kind in brokers():
        name = kind.__name__.lower()
        with broker(kind) as running, database() as url:
            alone = [await _ack_only(running, options.events) for _ in range(options.runs)]
            async with _services(running, url, ("recorder",)) as (log, _, supervisor):
                recorded = [await _recorded(running, log, options) for _ in range(options.runs)]
                memory = psutil.Process(supervisor.pids()["recorder"]).memory_info().rss
            others = (beside("consumer that only acks", alone, OF_ACK_ONLY),)
            figures += [
                Figure(f"ingest, {name}", "readings/s", tuple(recorded), others, READINGS_PER_S),
                Figure(f"ingest, {name}, recorder's memory", "MiB", (memory / 2**20,)),
            ]
    return figures + await _latency(options)


def _client(running: EmbeddedBroker) -> Broker:
    return Broker(port=running.v5_port, username=running.username, password=running.password)


@asynccontextmanager
async def _services(
    running: EmbeddedBroker, url: str, names: tuple[str, ...]
) -> AsyncIterator[tuple[PostgresEventLog, int, Supervisor]]:
    """Services at work on a fresh hub, and the backend's port."""
    port = free_port()
    async with fresh_log(url) as log:
        environment = {
            "SOMS_HUB": log.hub,
            "DATABASE_URL": url,
            "MQTT_PORT": str(running.v5_port),
            "MQTT_USER": running.username,
            "MQTT_PASS": running.password,
            "SOMS_BACKEND_PORT": str(port),
            "LOG_LEVEL": "WARNING",
        }
        supervisor = Supervisor(running.data / "logs")
        commands = {one: [sys.executable, "-m", "services.soms.main", "run", one] for one in names}
        services = [Service(one, command, environment) for one, command in commands.items()]
        try:
            await supervisor.start_services(services, lambda _: None)
            yield log, port, supervisor
        finally:
            await supervisor.stop()


@asynccontextmanager
async def _publishing(
    running: EmbeddedBroker, readings: int, per_second: int
) -> AsyncIterator[None]:
    """A publisher in a process of its own; 0 is as fast as it goes."""
    module = "services.soms.bench.publisher"
    arguments = [str(running.v5_port), running.password, str(readings), str(per_second)]
    process = await asyncio.create_subprocess_exec(sys.executable, "-m", module, *arguments)
    try:
        yield
        await process.wait()
    finally:
        with suppress(ProcessLookupError):
            process.kill()


async def _ack_only(running: EmbeddedBroker, readings: int) -> float:
    bus = await MqttBus.connect(_client(running), client_id="ack-only", session_expiry_s=60)
    await bus.subscribe([FILTER])
    seen, began = 0, 0.0
    async with _publishing(running, readings, 0):
        async for batch in bus.batches():
            began = began or time.perf_counter()
            for delivery in batch:
                delivery.acknowledge()
            seen += len(batch)
            if seen >= readings:
                break
    rate = seen / (time.perf_counter() - began)
    await bus.close()
    return rate


async def _recorded(running: EmbeddedBroker, log: PostgresEventLog, options: Options) -> float:
    before = (await log.head()).position
    wanted = before + options.events
    began, deadline = 0.0, time.perf_counter() + SETTLE_S
    async with _publishing(running, options.events, 0):
        while (at := (await log.head()).position) < wanted:
            began = began or (time.perf_counter() if at > before else 0.0)
            if time.perf_counter() > deadline:
                break
            await asyncio.sleep(0.02)
    return (at - before) / (time.perf_counter() - began)


async def _latency(options: Options) -> list[Figure]:
    """From the time stamp that the publisher puts into a reading to its arrival in `/stream`."""
    readings = int(LATENCY_RATE * options.seconds)
    waits: list[float] = []
    with broker(brokers()[0]) as running, database() as url:
        names = ("projector", "recorder", "backend")
        async with _services(running, url, names) as (_, port, _):
            listening = asyncio.create_task(_listen(port, waits))
            await asyncio.sleep(1)
            async with _publishing(running, readings, LATENCY_RATE):
                await asyncio.sleep(options.seconds)
            await asyncio.sleep(1)
            listening.cancel()
            await asyncio.gather(listening, return_exceptions=True)
    what = f"published → /stream at {LATENCY_RATE}/s"
    p50, p99 = percentile(waits, 0.5), percentile(waits, 0.99)
    return [
        Figure(f"{what}, p50", "ms", (p50,), maximum=P50_MS),
        Figure(f"{what}, p99", "ms", (p99,), maximum=P99_MS),
    ]


async def _listen(port: int, waits: list[float]) -> None:
    url = f"http://127.0.0.1:{port}/stream?include=zones"
    seen: dict[str, str] = {}
    async with httpx.AsyncClient(timeout=SETTLE_S) as client, client.stream("GET", url) as stream:
        async for line in stream.aiter_lines():
            if line.startswith("data:"):
                _note(orjson.loads(line.removeprefix("data:")), seen, waits)


def _note(delta: dict[str, object], seen: dict[str, str], waits: list[float]) -> None:
    """How old each sensor's newest reading is, the first time that it is told."""
    row = delta["row"]
    assert isinstance(row, dict)
    now = datetime.now(UTC)
    for channel in row["channels"].values():
        for device, sensor in channel["sensors"].items():
            if seen.get(device) != sensor["time"]:
                seen[device] = sensor["time"]
                age = now - datetime.fromisoformat(sensor["time"])
                waits.append(age.total_seconds() * 1_000)
