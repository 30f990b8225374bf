"""A recorder at work between a real broker and a log, and a device that speaks to it."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import orjson

from events.envelope import Recorded
from events.eventlog import EventLog, PostgresEventLog, migrate
from events.mqtt import Broker, MqttBus
from events.telemetry import ReadingRecorded
from handlers.dialects import Translator
from services.recorder.receipts import ReceiptBook
from services.recorder.recorder import Recorder
from services.recorder.redelivery import Redeliveries
from tests.integration.mqtt.brokers import connected

TOPIC = "office/main/sensor/env_01/temperature"


@asynccontextmanager
async def opened(url: str, hub: str) -> AsyncIterator[PostgresEventLog]:
    await migrate(url, hub)
    log = await PostgresEventLog.connect(url, hub)
    try:
        yield log
    finally:
        await log.close()


@asynccontextmanager
async def recording(
    broker: Broker, log: EventLog, client_id: str = "recorder", share: str | None = None
) -> AsyncIterator[MqttBus]:
    """A recorder at work; it ends without taking leave of what it holds."""
    translator = Translator()
    async with connected(broker, client_id, session_expiry_s=600) as bus:
        wanted = translator.filters
        book = ReceiptBook(log, bus)
        recorder = Recorder(log, translator, Redeliveries(client_id), book.committed)
        tasks = [asyncio.create_task(recorder.run(bus)), asyncio.create_task(book.run())]
        try:
            await bus.subscribe([f"$share/{share}/{f}" for f in wanted] if share else wanted)
            yield bus
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)


async def publish(bus: MqttBus, contents: Sequence[object], topic: str = TOPIC) -> None:
    payloads = [orjson.dumps(content) for content in contents]
    await asyncio.gather(*(bus.publish_soon(topic, payload) for payload in payloads))


async def events(log: EventLog) -> list[Recorded]:
    return [event async for page in log.pages() for event in page.events]


async def values(log: EventLog) -> list[bool | int | float | str]:
    return [e.data.value for e in await events(log) if isinstance(e.data, ReadingRecorded)]


async def grown(
    log: EventLog, position: int, timeout_s: float = 20, *, at_once: bool = False
) -> None:
    """Wait until the log has grown so far, and a moment longer, in case it grows too far."""
    async with asyncio.timeout(timeout_s):
        while (await log.head()).position < position:
            await asyncio.sleep(0.002 if at_once else 0.02)
    if not at_once:
        await asyncio.sleep(0.1)
