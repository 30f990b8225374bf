"""A numbered message that comes again is a repeat, whatever the clock says by now; a different one
under the same number is rejected once. Either way its device gets a receipt."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import orjson

from events.eventlog.memory import MemoryEventLog
from events.log import MessageRejected
from events.mqtt import Delivery
from handlers.dialects import Translator
from services.recorder.receipts import COALESCED_S, ReceiptBook
from services.recorder.recorder import Recorder
from services.recorder.redelivery import Redeliveries
from tests.unit.publisher.parts import Bus
from tests.unit.recorder.parts import TOPIC, Link, Source, delivery

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
AHEAD = (NOW + timedelta(seconds=305)).timestamp()
"""A clock just out of bounds: ten seconds later it is believed."""
READING = {"value": 21.5, "boot": "a", "seq": 1}
HEARTBEAT = "office/main/sensor/env_01/heartbeat"
STATUS = "office/main/light/env_01/power"


def sent(*payloads: object, topic: str = TOPIC, every_s: float = 10) -> list[list[Delivery]]:
    """Each in a batch and a packet of its own, some seconds after the one before it."""
    link = Link()
    return [
        [replace(delivery(link, n, payload, topic=topic), received_at=NOW + n * _seconds(every_s))]
        for n, payload in enumerate(payloads)
    ]


def _seconds(count: float) -> timedelta:
    return timedelta(seconds=count)


async def recorded(batches: Sequence[Sequence[Delivery]]) -> tuple[list[str], list[dict[str, int]]]:
    """The types in the log and the receipts, when all was recorded and acknowledged."""
    log, bus = MemoryEventLog(), Bus()
    book = ReceiptBook(log, bus)
    answering = asyncio.create_task(book.run())
    await asyncio.sleep(2 * COALESCED_S)
    recorder = Recorder(log, Translator(), Redeliveries("r"), book.committed)
    for batch in batches:
        await recorder.run(Source(batch))
        await asyncio.sleep(2 * COALESCED_S)
    answering.cancel()
    await asyncio.wait({answering})
    assert all(one.acknowledged for batch in batches for one in batch)
    types = [event.type async for page in log.pages() for event in page.events]
    return types, [orjson.loads(payload) for _, payload in bus.published]


async def test_a_repeat_whose_clock_is_believed_by_now_is_the_same_reading() -> None:
    types, receipts = await recorded(sent(*[READING | {"ts": AHEAD}] * 4))
    assert types == ["telemetry.reading_recorded"]
    assert receipts == [{"boot": "a", "seq": 1}] * 4


async def test_a_repeat_whose_time_is_too_old_by_now_is_the_same_reading() -> None:
    week = timedelta(days=7).total_seconds()
    types, receipts = await recorded(sent(*[READING | {"ts": AHEAD - 305}] * 2, every_s=week + 1))
    assert types == ["telemetry.reading_recorded"]
    assert len(receipts) == 2


async def test_heartbeats_keep_their_unbelieved_time_elsewhere_and_are_repeats_all_the_same() -> (
    None
):
    beat = {"status": "online", "boot": "a", "seq": 1, "ts": AHEAD}
    types, receipts = await recorded(sent(beat, beat, topic=HEARTBEAT))
    assert types == ["devices.heartbeat_received"]
    assert len(receipts) == 2


async def test_another_message_under_the_same_number_is_rejected_once_and_has_its_receipt() -> None:
    other = READING | {"value": 22}
    types, receipts = await recorded(sent(READING, other, other, other))
    assert types[:2] == ["telemetry.reading_recorded", "log.message_rejected"]
    assert types.count("log.message_rejected") == 1
    assert len(receipts) == 4


async def test_each_different_message_under_a_number_is_rejected_once() -> None:
    others = [READING | {"value": n} for n in (1, 2, 1, 2)]
    types, _ = await recorded(sent(READING, *others))
    assert types.count("log.message_rejected") == 2


async def test_a_number_whose_message_took_the_id_of_another_is_in_the_log_all_the_same() -> None:
    taken = str(uuid4())
    one, two = ({**READING, "id": taken, "seq": n, "value": n} for n in (1, 2))
    types, receipts = await recorded(sent(one, two, two))
    assert types == [
        "telemetry.reading_recorded",
        "log.message_rejected",
        "devices.heartbeat_received",
    ]
    assert receipts == [{"boot": "a", "seq": n} for n in (1, 2, 2)]


async def test_a_valid_message_under_the_number_of_a_rejected_one_is_rejected_with_receipt() -> (
    None
):
    bad = READING | {"value": []}
    types, receipts = await recorded(sent(bad, READING, READING, bad))
    assert types.count("log.message_rejected") == 2
    assert len(receipts) == 4


async def test_what_has_no_room_for_a_number_is_rejected_once_and_has_its_receipt() -> None:
    on, off = ({"state": state, "boot": "a", "seq": 1} for state in ("on", "off"))
    types, receipts = await recorded(sent(on, off, off, topic=STATUS))
    assert types == [
        "devices.state_reported",
        "devices.heartbeat_received",
        "log.message_rejected",
    ]
    assert len(receipts) == 3


async def test_a_bad_item_of_an_array_costs_only_itself() -> None:
    def item(name: str, value: int) -> dict[str, object]:
        data = {"zone": "main", "channel": "co2", "value": value}
        event_type = "telemetry.reading_recorded"
        return {"specversion": "1.0", "id": name, "type": event_type, "data": data}

    arrays = [[item("1", 1)], [item("1", 9), item("2", 2)]]
    types, _ = await recorded(sent(*arrays, topic="soms/edge/env_01/events"))
    assert sorted(types) == ["log.message_rejected", *["telemetry.reading_recorded"] * 2]


async def test_both_messages_of_one_number_in_the_same_batch_are_accounted_for() -> None:
    (one,), (two,) = sent(READING, READING | {"value": 22})
    types, receipts = await recorded([[one, two]])
    assert sorted(types) == ["log.message_rejected", "telemetry.reading_recorded"]
    assert receipts[-1] == {"boot": "a", "seq": 1}


async def test_a_message_with_a_tail_of_equal_events_is_rejected_in_part_only() -> None:
    first = {"ph": 6.1, "ec": 1.2, "boot": "a", "seq": 1}
    types, _ = await recorded(sent(first, first | {"ph": 9}, topic="hydro/env_01/status"))
    kinds = [t for t in types if t != "devices.heartbeat_received"]
    assert sorted(kinds) == ["log.message_rejected", *["telemetry.reading_recorded"] * 2]


async def test_a_rejection_tells_where_the_other_message_is() -> None:
    log = MemoryEventLog()
    for batch in sent(READING, READING | {"value": 22}):
        await Recorder(log, Translator(), Redeliveries("r")).run(Source(batch))
    (rejected,) = [e.data for e in await log.backward() if isinstance(e.data, MessageRejected)]
    assert "already at position 1 with another body" in rejected.reason
