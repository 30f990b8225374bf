"""A task that was done is reported once, with what it was when it was done."""

import asyncio
import json
from datetime import timedelta

from events.envelope import Event
from events.eventlog import MemoryEventLog
from events.identity import Position, Subject, new_id
from events.payload import Payload
from events.tasks import Accepted, Completed, Created, Merged
from services.publisher.publisher import NAME, Publisher
from tests.unit.publisher.parts import Bus, position
from tests.unit.publisher.test_publisher import at_work
from tests.unit.story import START

DONE = Completed(task=1, report_status="resolved", completion_note="All clean")


def event(data: Payload, at_s: int = 0) -> Event:
    moment = START + timedelta(seconds=at_s)
    return Event(new_id(), data, "/handlers/task_taps/1", Subject("task:1"), moment)


def created(zone: str | None = "main") -> Event:
    return event(Created(task=1, title="Wipe", zone=zone, bounty_milli=10, bounty_xp=50, urgency=2))


async def published(*events: Event, reports: int = 1) -> list[tuple[str, bytes]]:
    log, bus = MemoryEventLog(), Bus()
    await log.append(events)
    await at_work(Publisher(log, bus, position), bus, len(events) + reports)
    assert len(bus.published) == len(events) + reports
    assert await log.checkpoint(NAME) == len(events)
    return [one for one in bus.published if "/task_report/" in one[0]]


async def test_what_was_done_is_reported_where_it_was_done() -> None:
    accepted = event(Accepted(task=1, person=5), 1)
    ((topic, payload),) = await published(created(), accepted, event(DONE, 2))
    assert topic == "office/main/task_report/1"
    assert json.loads(payload) == {
        "task_id": 1,
        "title": "Wipe",
        "report_status": "resolved",
        "completion_note": "All clean",
        "zone": "main",
    }


async def test_a_task_for_no_zone_is_reported_too() -> None:
    ((topic, payload),) = await published(created(None), event(Accepted(task=1)), event(DONE, 2))
    assert topic == "office/office/task_report/1"
    assert json.loads(payload)["zone"] is None


async def test_a_zone_of_any_name_is_one_level() -> None:
    ((topic, _),) = await published(created("a/b+c"), event(Accepted(task=1)), event(DONE, 2))
    assert topic.split("/")[::2] == ["office", "task_report"]


async def test_where_it_was_moved_meanwhile_counts() -> None:
    moved = event(Merged(task=1, request="x", reason="same", changes={"zone": "lab"}), 1)
    ((topic, _),) = await published(created(), moved, event(Accepted(task=1)), event(DONE, 2))
    assert topic == "office/lab/task_report/1"


async def test_what_could_not_be_done_is_not_reported() -> None:
    assert await published(created(), event(DONE, 2), reports=0) == []


async def test_the_place_stays_before_a_report_that_is_not_confirmed() -> None:
    log, bus = MemoryEventLog(), Bus(at_once=False)
    await log.append([created(), event(Accepted(task=1)), event(DONE, 2)])
    publisher = Publisher(log, bus, position)
    await _confirming(publisher, bus, [0, 1, 3])
    assert publisher.confirmed == Position(2)


async def test_the_place_stays_before_an_event_whose_report_alone_is_confirmed() -> None:
    log, bus = MemoryEventLog(), Bus(at_once=False)
    await log.append([created(), event(Accepted(task=1)), event(DONE, 2)])
    publisher = Publisher(log, bus, position)
    await _confirming(publisher, bus, [0, 1, 2])
    assert publisher.confirmed == Position(2)


async def _confirming(publisher: Publisher, bus: Bus, confirmed: list[int]) -> None:
    running = asyncio.create_task(publisher.run(asyncio.Event()))
    await bus.has_published(4)
    for one in confirmed:
        bus.futures[one].set_result(None)
    await asyncio.sleep(0.01)
    running.cancel()
    await asyncio.wait({running})
