"""Runs a recorder: its session at the broker outlives it, so what arrives meanwhile waits there."""

import asyncio
import logging
from collections.abc import Sequence

from events.errors import LogUnavailable
from events.eventlog import PostgresEventLog
from events.mqtt import MqttBus, TopicFilter
from handlers.dialects import Translator
from projections.receipts import DeviceReceipts
from services import readiness
from services.bus import joined
from services.projector.errors import ViewNotBuilt
from services.projector.reading import ViewReader
from services.recorder.receipts import ReceiptBook
from services.recorder.recorder import Recorder
from services.recorder.redelivery import Redeliveries
from services.settings import Settings
from services.waiting import patiently, until
from services.work import opened_log

_log = logging.getLogger(__name__)

SESSION_EXPIRY_S = 7 * 24 * 3600
"""How long the broker keeps messages for a recorder that is away."""

GROUP = "recorders"
"""Recorders with names of their own share the messages among them."""

GRACE_S = 5.0
"""What was received before the stop is committed within this time, or left with the broker."""


async def run(settings: Settings, stop: asyncio.Event) -> None:
    """Record until `stop` is set."""
    log = await opened_log(settings, stop)
    if log is None:
        return
    translator = Translator(
        settings.topic_roots,
        esphome_prefixes=settings.esphome_prefixes,
        zones=settings.device_zones,
        bounty_milli=settings.wished_bounty_milli,
    )
    try:
        async with joined(settings, "recorder", session_expiry_s=SESSION_EXPIRY_S) as bus:
            book = ReceiptBook(log, bus, alone=not settings.worker)
            await _remember(book, settings, log)
            recorder = Recorder(log, translator, Redeliveries(bus.client_id), book.committed)
            wanted = filters(settings, translator.filters)
            await _record(bus, recorder, book, wanted, stop)
    finally:
        await log.close()


async def _remember(book: ReceiptBook, settings: Settings, log: PostgresEventLog) -> None:
    """Let the book begin with the stored view; without one it reads the log from the beginning."""
    reader = ViewReader(settings.database(), settings.hub, log)
    try:
        known = await reader.rows(DeviceReceipts())
        book.begin_with(known.rows, known.position)
    except (ViewNotBuilt, LogUnavailable) as error:
        _log.info("receipts are counted from the beginning of the log: %s", error)
    finally:
        await reader.close()


def filters(settings: Settings, wanted: Sequence[str]) -> list[TopicFilter]:
    """What to subscribe to: shared with others of the group if this recorder is one of several."""
    plain = [TopicFilter(text) for text in wanted]
    return [f.shared(GROUP) for f in plain] if settings.worker else plain


async def _record(
    bus: MqttBus,
    recorder: Recorder,
    book: ReceiptBook,
    wanted: Sequence[TopicFilter],
    stop: asyncio.Event,
) -> None:
    async with asyncio.TaskGroup() as tasks:
        beside = [
            tasks.create_task(book.run()),
            tasks.create_task(_subscribe(bus, wanted)),
            tasks.create_task(_take_no_more(bus, stop)),
        ]
        await until(stop, recorder.run(bus), GRACE_S)
        for task in beside:
            task.cancel()


async def _subscribe(bus: MqttBus, wanted: Sequence[TopicFilter]) -> None:
    """Beside the recording: what waited at the broker comes before its answer."""
    await bus.connected.wait()
    await patiently(lambda: bus.subscribe(wanted))
    readiness.announce()


async def _take_no_more(bus: MqttBus, stop: asyncio.Event) -> None:
    """Let the recorder end after what it has received."""
    await stop.wait()
    bus.stop_deliveries()
