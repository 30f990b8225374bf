"""Receipts are answers: to whom something new is in the log, and to whom missed the last one."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import NAMESPACE_OID, uuid5

import orjson

from events.envelope import Event
from events.eventlog import MemoryEventLog
from events.identity import Position, new_id
from handlers.dialects import Message
from projections.receipts import Boot, Receipts
from services.recorder.receipts import ReceiptBook
from tests.unit.publisher.parts import Bus
from tests.unit.recorder.parts import Link, Readings, delivery


def numbered(*numbers: int, device: str = "env_01", boot: str = "b") -> list[Event]:
    """Events of a device; the same number of a boot is always the same event."""
    topic = f"office/main/sensor/{device}/co2"
    made = []
    for seq in numbers:
        content = {
            "value": seq,
            "boot": boot,
            "seq": seq,
            "id": str(uuid5(NAMESPACE_OID, f"{boot}/{seq}")),
        }
        given = delivery(Link(), seq, content, topic=topic)
        message = Message(new_id(), given.topic, given.payload, given.received_at)
        made += Readings().translate(message)
    return made


@asynccontextmanager
async def answering(book: ReceiptBook) -> AsyncIterator[None]:
    running = asyncio.create_task(book.run())
    await asyncio.sleep(0.01)
    yield
    running.cancel()
    await asyncio.wait({running})


async def record(log: MemoryEventLog, book: ReceiptBook, events: list[Event]) -> None:
    book.committed(events, await log.append(events))
    await asyncio.sleep(0.05)


def answers(bus: Bus) -> list[int]:
    return [orjson.loads(payload)["seq"] for _, payload in bus.published]


async def test_a_receipt_says_how_far_the_log_has_come_without_a_gap() -> None:
    log, bus = MemoryEventLog(), Bus()
    async with answering(book := ReceiptBook(log, bus)):
        await record(log, book, numbered(1, 2, 4))
        await record(log, book, numbered(5))
        await record(log, book, numbered(3))
    assert answers(bus) == [2, 5]
    assert bus.published[0][0] == "soms/edge/env_01/receipt"


async def test_a_device_that_repeats_what_has_its_receipt_is_told_again() -> None:
    log, bus = MemoryEventLog(), Bus()
    async with answering(book := ReceiptBook(log, bus)):
        await record(log, book, numbered(1, 2))
        await record(log, book, numbered(2))
    assert answers(bus) == [2, 2]


async def test_what_was_recorded_before_this_process_counts() -> None:
    log, bus = MemoryEventLog(), Bus()
    await log.append(numbered(1, 2, 3))
    async with answering(book := ReceiptBook(log, bus)):
        await record(log, book, numbered(4))
    assert answers(bus) == [4]


async def test_what_another_recorder_committed_counts() -> None:
    log, bus = MemoryEventLog(), Bus()
    async with answering(book := ReceiptBook(log, bus, alone=False)):
        await record(log, book, numbered(2))
        await log.append(numbered(1))
        await asyncio.sleep(0.05)
    assert answers(bus) == [2]


async def test_the_stored_view_saves_reading_the_log() -> None:
    log, bus = MemoryEventLog(), Bus()
    book = ReceiptBook(log, bus)
    book.begin_with({"env_01": Receipts("env_01", (Boot("b", highest=9),))}, Position(0))
    async with answering(book):
        await record(log, book, numbered(10))
    assert answers(bus) == [10]


async def test_a_device_that_restarted_many_times_is_answered_about_its_first_boot() -> None:
    log, bus = MemoryEventLog(), Bus()
    async with answering(book := ReceiptBook(log, bus)):
        await record(log, book, numbered(1, 2))
        for n in range(20):
            await record(log, book, numbered(1, boot=f"later{n}"))
        await record(log, book, numbered(3))
    assert answers(bus)[-1] == 3


async def test_before_the_log_is_read_nothing_is_claimed() -> None:
    log, bus = MemoryEventLog(), Bus()
    book = ReceiptBook(log, bus)
    events = numbered(1, 2)
    book.committed(events, [Position(1), Position(2)])
    async with answering(book):
        await asyncio.sleep(0.05)
    assert answers(bus) == []
