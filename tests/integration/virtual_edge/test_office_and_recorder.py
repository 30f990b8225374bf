"""The simulated office and the recorder on a real broker: what a device accepted is logged once."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from events.devices import HeartbeatReceived
from events.eventlog.memory import MemoryEventLog
from events.mqtt import Broker, MqttBus
from events.telemetry import ReadingRecorded
from handlers.dialects import Translator
from services.recorder.receipts import ReceiptBook
from services.recorder.recorder import Recorder
from services.recorder.redelivery import Redeliveries
from services.settings import Settings
from services.virtual_edge.load import KeptLoad, Plan
from services.virtual_edge.options import OfficeOptions
from services.virtual_edge.service import VirtualEdge


@asynccontextmanager
async def connected(broker: Any, name: str) -> AsyncIterator[MqttBus]:
    address = Broker(broker.host, broker.v5_port, broker.username, broker.password)
    bus = await MqttBus.connect(address, client_id=name)
    try:
        yield bus
    finally:
        await bus.close()


@asynccontextmanager
async def recording(bus: MqttBus, log: MemoryEventLog) -> AsyncIterator[None]:
    translator = Translator()
    book = ReceiptBook(log, bus)
    recorder = Recorder(log, translator, Redeliveries("recorder"), book.committed)
    await bus.subscribe(translator.filters)
    tasks = [asyncio.create_task(part) for part in (recorder.run(bus), book.run())]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def facts(log: MemoryEventLog) -> Counter[tuple[str, str, int, str]]:
    """How often each numbered fact is in the log."""
    return Counter(
        (event.subject, data.boot, data.seq, getattr(data, "channel", ""))
        for event in await log.backward(limit=1_000_000)
        if isinstance(data := event.data, ReadingRecorded | HeartbeatReceived)
        and data.boot is not None
        and data.seq is not None
    )


async def until_empty(edge: VirtualEdge) -> None:
    """Reconnecting now and then, so that the test need not wait for the ten seconds."""
    async with asyncio.timeout(60):
        while edge.pending:
            await asyncio.sleep(0.5)
            edge.fleet.connected()


async def test_a_bad_network_loses_and_doubles_nothing(broker: Any, tmp_path: Path) -> None:
    log = MemoryEventLog()
    async with (
        connected(broker, "recorder") as theirs,
        recording(theirs, log),
        connected(broker, "edge") as bus,
    ):
        options = OfficeOptions(speed=50, faults=True)
        edge = VirtualEdge(Settings(data=tmp_path), options, bus)
        living = asyncio.create_task(edge.run())
        await asyncio.sleep(2)
        edge.pause()
        await until_empty(edge)
        living.cancel()
        await asyncio.gather(living, return_exceptions=True)
    recorded = await facts(log)
    assert len(recorded) > 200
    assert set(recorded.values()) == {1}


async def test_a_kept_load_is_recorded_exactly_once(broker: Any, tmp_path: Path) -> None:
    log = MemoryEventLog()
    async with (
        connected(broker, "recorder") as theirs,
        recording(theirs, log),
        connected(broker, "edge") as bus,
    ):
        load = KeptLoad(bus, Plan(devices=7, readings=2_000), tmp_path)
        async with asyncio.timeout(40):
            await load.run()
    recorded = await facts(log)
    assert load.accepted == len(recorded) == sum(recorded.values()) == 2_000
