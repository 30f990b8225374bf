"""The recorder acknowledges what is committed, exactly that, and only then."""

import asyncio
from collections.abc import Sequence
from typing import Any
from uuid import uuid4

import pytest

from events.envelope import Event, Recorded
from events.errors import InvalidCloudEvent
from events.eventlog.memory import MemoryEventLog
from events.eventlog.prepared import Prepared, prepared
from events.identity import Position
from events.log import MessageRejected
from events.mqtt import Delivery
from events.telemetry import ReadingRecorded
from handlers.dialects import Message
from services.recorder import recorder as module
from services.recorder.recorder import Recorder
from services.recorder.redelivery import Redeliveries
from tests.unit.recorder.parts import FlakyLog, Link, Readings, Source, delivery


def recorder(log: MemoryEventLog) -> Recorder:
    return Recorder(log, Readings(), Redeliveries("r"))


async def recorded(log: MemoryEventLog) -> list[Recorded]:
    return [event async for page in log.pages() for event in page.events]


async def values(log: MemoryEventLog) -> list[object]:
    return [e.data.value for e in await recorded(log) if isinstance(e.data, ReadingRecorded)]


async def test_what_arrives_is_in_the_log_in_order_and_acknowledged() -> None:
    log, link = MemoryEventLog(), Link()
    await recorder(log).run(
        Source([delivery(link, 1, 1), delivery(link, 2, 2)], [delivery(link, 3, 3)])
    )
    assert await values(log) == [1, 2, 3]
    assert link.acknowledged == [1, 2, 3]


async def test_nothing_is_acknowledged_before_the_commit() -> None:
    log, link = HeldLog(), Link()
    running = asyncio.create_task(recorder(log).run(Source([delivery(link, 1)])))
    await log.appending.wait()
    await asyncio.sleep(0.01)
    assert link.acknowledged == []
    log.may_commit.set()
    await running
    assert link.acknowledged == [1]


async def test_while_the_log_is_unavailable_the_same_batch_waits_unacknowledged(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "FIRST_PAUSE_S", 0.01)
    log, link = FlakyLog(failures=3), Link()
    running = asyncio.create_task(recorder(log).run(Source([delivery(link, 1), delivery(link, 2)])))
    await asyncio.sleep(0.015)
    assert link.acknowledged == []
    await running
    assert len(await values(log)) == 2
    assert link.acknowledged == [1, 2]


async def test_an_id_that_stands_for_another_event_is_rejected_and_blocks_nobody() -> None:
    log, link, taken = MemoryEventLog(), Link(), uuid4()
    await recorder(log).run(
        Source(
            [delivery(link, 1, {"value": 1, "id": taken})],
            [delivery(link, 2, 2), delivery(link, 3, {"value": 9, "id": taken})],
            [delivery(link, 4, 4)],
        )
    )
    assert await values(log) == [1, 2, 4]
    assert link.acknowledged == [1, 2, 3, 4]
    (rejected,) = [e.data for e in await recorded(log) if isinstance(e.data, MessageRejected)]
    assert str(taken) in rejected.reason


async def test_a_rejected_message_that_comes_again_is_rejected_once() -> None:
    log, link, taken = MemoryEventLog(), Link(), uuid4()
    await log.append(Readings().translate(message_of(delivery(link, 1, {"value": 1, "id": taken}))))
    bad = {"value": 9, "id": taken}
    first, again = delivery(link, 7, bad), delivery(Link(), 7, bad, dup=True)
    await recorder(log).run(Source([first], [again]))
    assert [e.type for e in await recorded(log)].count("log.message_rejected") == 1


async def test_an_event_that_no_log_can_hold_is_rejected() -> None:
    log, link = PickyLog(), Link()
    await recorder(log).run(Source([delivery(link, 1, 1), delivery(link, 2, 13)]))
    assert await values(log) == [1]
    assert link.acknowledged == [1, 2]


async def test_a_message_that_becomes_no_event_is_acknowledged() -> None:
    log, link = MemoryEventLog(), Link()
    await Recorder(log, Nothing(), Redeliveries("r")).run(Source([delivery(link, 1)]))
    assert link.acknowledged == [1]


def message_of(given: Delivery) -> Message:
    return Message(uuid4(), given.topic, given.payload, given.received_at)


class Nothing:
    def translate(self, _message: object) -> list[Event]:
        return []


class HeldLog(MemoryEventLog):
    """A log that commits when it is let."""

    def __init__(self) -> None:
        super().__init__()
        self.appending, self.may_commit = asyncio.Event(), asyncio.Event()

    async def append(self, events: Sequence[Event | Prepared], **options: Any) -> list[Position]:
        self.appending.set()
        await self.may_commit.wait()
        return await super().append(events, **options)


class PickyLog(MemoryEventLog):
    async def append(self, events: Sequence[Event | Prepared], **options: Any) -> list[Position]:
        told = [prepared(one).event.data for one in events]
        if any(isinstance(data, ReadingRecorded) and data.value == 13 for data in told):
            raise InvalidCloudEvent("13 brings bad luck")
        return await super().append(events, **options)
