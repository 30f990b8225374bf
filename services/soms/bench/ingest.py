"""Ingest: publisher → broker → recorder → commit → acknowledgement, beside a consumer that only
acknowledges.

Each has a broker of its own, of the same kind, so that they can take turns.
"""

import asyncio
import time
from functools import partial

from events.eventlog import EventLog
from events.mqtt import MqttBus
from infra.embedded.broker import EmbeddedBroker
from services.soms.bench.contest import take_turns
from services.soms.bench.figure import Figure, beside
from services.soms.bench.options import Options
from services.soms.bench.running import client_of, publishing, services
from services.soms.bench.stack import broker, brokers, database

OF_ACK_ONLY = 0.6
FILTER = "office/+/sensor/+/+"
SETTLE_S = 120.0
LOOK_S = 0.02


async def measure(options: Options) -> list[Figure]:
    with database() as url:
        return [await _with(kind, url, options) for kind in brokers()]


async def _with(kind: type[EmbeddedBroker], url: str, options: Options) -> Figure:
    with broker(kind) as limit, broker(kind) as ours:
        async with services(ours, url, "recorder") as running:
            contestants = {
                "acks": partial(_ack_only, limit, options.events),
                "ours": partial(_recorded, ours, running.log, options.events),
            }
            rates = await take_turns(contestants, options.runs)
    others = (beside("consumer that only acks", rates["acks"], OF_ACK_ONLY),)
    what = f"ingest of {options.events:,}, {kind.__name__.lower()}"
    return Figure(what, "readings/s", rates["ours"], others)


async def _ack_only(limit: EmbeddedBroker, readings: int) -> float:
    """From the first message to the last, in readings a second."""
    bus = await MqttBus.connect(client_of(limit), client_id="ack-only", session_expiry_s=60)
    await bus.subscribe([FILTER])
    seen, began = 0, 0.0
    async with publishing(limit, readings), asyncio.timeout(SETTLE_S):
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


async def _recorded(ours: EmbeddedBroker, log: EventLog, readings: int) -> float:
    """From the first commit to the last, in readings a second."""
    at = before = (await log.head()).position
    began = 0.0
    async with publishing(ours, readings), asyncio.timeout(SETTLE_S):
        while at < before + readings:
            await asyncio.sleep(LOOK_S)
            at = (await log.head()).position
            if at > before:
                began = began or time.perf_counter()
    return readings / (time.perf_counter() - began)
