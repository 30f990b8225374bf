"""The same packet again makes no second event; equal contents in another packet do."""

from events.eventlog.memory import MemoryEventLog
from services.recorder.arrival import arrival_id, packet_of, recorder_tag
from services.recorder.recorder import Recorder
from services.recorder.redelivery import Redeliveries
from tests.unit.recorder.parts import Link, Readings, Source, delivery


async def count(log: MemoryEventLog) -> int:
    return (await log.head()).position


async def test_two_packets_with_equal_contents_are_two_events() -> None:
    log, link = MemoryEventLog(), Link()
    await Recorder(log, Readings(), Redeliveries("r")).run(
        Source([delivery(link, 1), delivery(link, 2), delivery(link, 1)])
    )
    assert await count(log) == 3


async def test_a_packet_that_comes_again_after_a_lost_connection_is_one_event() -> None:
    log, old, new = MemoryEventLog(), Link(), Link()
    await Recorder(log, Readings(), Redeliveries("r")).run(
        Source([delivery(old, 1), delivery(old, 2)], [delivery(new, 2, dup=True)])
    )
    assert await count(log) == 2
    assert new.acknowledged == [2]


async def test_a_broker_that_does_not_say_dup_is_understood_by_the_order() -> None:
    log, old, new = MemoryEventLog(), Link(), Link()
    old.alive = False
    await Recorder(log, Readings(), Redeliveries("r")).run(
        Source([delivery(old, 8), delivery(old, 9)], [delivery(new, n) for n in (1, 2, 3)])
    )
    assert await count(log) == 3


async def test_what_was_acknowledged_is_not_expected_again() -> None:
    log, old, new = MemoryEventLog(), Link(), Link()
    await Recorder(log, Readings(), Redeliveries("r")).run(
        Source([delivery(old, 1)], [delivery(new, 1)])
    )
    assert await count(log) == 2


async def test_packet_ids_mean_nothing_in_another_session() -> None:
    log, old, new = MemoryEventLog(), Link(), Link()
    await Recorder(log, Readings(), Redeliveries("r")).run(
        Source([delivery(old, 1)], [delivery(new, 1, dup=True, session=2)])
    )
    assert await count(log) == 2


async def test_after_a_restart_the_tail_of_the_log_tells_which_packets_are_in_it() -> None:
    log = MemoryEventLog()
    await Recorder(log, Readings(), Redeliveries("r")).run(
        Source([delivery(Link(), n) for n in (1, 2, 3)])
    )
    again = Link()
    await Recorder(log, Readings(), Redeliveries("r")).run(
        Source([delivery(again, n, dup=True) for n in (2, 3, 4)])
    )
    assert await count(log) == 4
    assert again.acknowledged == [2, 3, 4]


async def test_after_a_restart_a_packet_id_used_anew_is_a_new_message() -> None:
    log = MemoryEventLog()
    await Recorder(log, Readings(), Redeliveries("r")).run(Source([delivery(Link(), 2, 20)]))
    await Recorder(log, Readings(), Redeliveries("r")).run(
        Source([delivery(Link(), 2, 21, dup=True)])
    )
    assert await count(log) == 2


async def test_another_recorders_packets_are_not_ours() -> None:
    log = MemoryEventLog()
    await Recorder(log, Readings(), Redeliveries("r1")).run(Source([delivery(Link(), 2)]))
    await Recorder(log, Readings(), Redeliveries("r2")).run(Source([delivery(Link(), 2, dup=True)]))
    assert await count(log) == 2


async def test_a_retained_message_is_one_event_however_often_it_is_repeated() -> None:
    log = MemoryEventLog()
    for _ in range(3):
        await Recorder(log, Readings(), Redeliveries("r")).run(
            Source([delivery(Link(), 1, retain=True)])
        )
    assert await count(log) == 1


def test_an_arrival_id_is_a_uuid7_that_names_its_packet() -> None:
    tag = recorder_tag("r")
    made = arrival_id(tag, 65_535)
    assert made.version == 7
    assert packet_of(made, tag) == 65_535
    assert packet_of(made, tag ^ 1) is None
