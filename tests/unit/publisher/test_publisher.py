"""The checkpoint advances only behind contiguous confirmations; nothing is skipped or reordered."""

import asyncio

import pytest

from events.eventlog import Checkpoint, MemoryEventLog
from events.identity import Position
from events.mqtt import BrokerRefused
from services.publisher import publisher as module
from services.publisher.publisher import NAME, Publisher
from tests.unit.publisher.parts import Bus, position, readings


async def at_work(publisher: Publisher, bus: Bus, count: int) -> asyncio.Event:
    """A publisher that has published so many events; set the result to stop it."""
    stop = asyncio.Event()
    running = asyncio.create_task(publisher.run(stop))
    await bus.has_published(count)
    stop.set()
    await asyncio.wait({running}, timeout=0.05)
    if running.done():
        running.result()
    else:
        running.cancel()
        await asyncio.wait({running})
    return stop


def order(bus: Bus) -> list[int]:
    return [int(payload) for _, payload in bus.published]


async def test_all_events_are_published_in_order_and_the_place_is_kept() -> None:
    log, bus = MemoryEventLog(), Bus()
    await log.append(readings(5_000))
    await at_work(Publisher(log, bus, position), bus, 5_000)
    assert order(bus) == list(range(1, 5_001))
    assert await log.checkpoint(NAME) == 5_000


async def test_it_goes_on_where_it_stopped() -> None:
    log = MemoryEventLog()
    await log.append(readings(10))
    await log.store_checkpoint(Checkpoint(NAME, Position(7)))
    bus = Bus()
    await at_work(Publisher(log, bus, position), bus, 3)
    assert order(bus) == [8, 9, 10]


async def test_the_place_stays_before_the_first_event_that_is_not_confirmed() -> None:
    log, bus = MemoryEventLog(), Bus(at_once=False)
    await log.append(readings(5))
    running = asyncio.create_task(Publisher(log, bus, position).run(asyncio.Event()))
    await bus.has_published(5)
    for n in (0, 1, 3, 4):
        bus.futures[n].set_result(None)
    await asyncio.sleep(0.01)
    running.cancel()
    await asyncio.wait({running})
    assert await log.checkpoint(NAME) == 2


async def test_no_more_than_the_window_is_on_its_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "IN_FLIGHT", 10)
    log, bus = MemoryEventLog(), Bus(at_once=False)
    await log.append(readings(50))
    running = asyncio.create_task(Publisher(log, bus, position).run(asyncio.Event()))
    await bus.has_published(10)
    await asyncio.sleep(0.02)
    assert len(bus.published) == 10
    running.cancel()
    await asyncio.wait({running})


async def test_an_event_that_no_broker_takes_is_counted_and_passed_by() -> None:
    log, bus = MemoryEventLog(), Bus(at_once=False)
    await log.append(readings(2))
    running = asyncio.create_task(Publisher(log, bus, position).run(stop := asyncio.Event()))
    await bus.has_published(2)
    bus.futures[0].set_exception(BrokerRefused("message", 0x95))
    bus.futures[1].set_result(None)
    stop.set()
    await running
    assert await log.checkpoint(NAME) == 2


async def test_a_refusal_that_may_pass_is_not_passed_by() -> None:
    log, bus = MemoryEventLog(), Bus(at_once=False)
    await log.append(readings(2))
    running = asyncio.create_task(Publisher(log, bus, position).run(stop := asyncio.Event()))
    await bus.has_published(2)
    bus.futures[0].set_exception(BrokerRefused("message", 0x97))
    bus.futures[1].set_result(None)
    stop.set()
    with pytest.raises(BrokerRefused, match="quota"):
        await running
    assert await log.checkpoint(NAME) == 0
