"""A log can be taken over by another, byte for byte, so that both have the same Merkle root."""

from dataclasses import replace
from datetime import timedelta

import pytest

from events.errors import EventIdConflict, LogDamaged
from events.eventlog import Checkpoint, EventLog, MemoryEventLog, PostgresEventLog
from events.eventlog.prepared import leaf_of
from events.identity import Position
from events.merkle import Frontier
from tests.integration.eventlog.examples import all_events, reading, readings, transfer

STORY = [reading(), transfer(5, 7), *readings(20), transfer(7, 5, cause=reading())]


async def test_a_copy_has_the_same_events_and_the_same_root(
    log: MemoryEventLog | PostgresEventLog,
) -> None:
    source = MemoryEventLog("elsewhere")
    await source.append(STORY[:4])
    await source.append(STORY[4:])
    async for page in source.pages(size=7):
        await log.append_verbatim(page.events)
    assert await all_events(log) == await all_events(source)
    assert await log.head() == replace(await source.head(), hub=log.hub)


async def test_the_head_is_the_root_of_the_events_as_they_are_read(log: EventLog) -> None:
    await log.append(STORY[:5])
    await log.append(STORY)
    head = await log.head()
    assert head.frontier == Frontier().extend(map(leaf_of, await all_events(log)))
    assert head.position == head.frontier.size == len(STORY)


async def test_a_checkpoint_comes_with_what_is_taken_over_or_not_at_all(
    log: MemoryEventLog | PostgresEventLog,
) -> None:
    source = MemoryEventLog()
    await source.append(STORY)
    events = await all_events(source)
    await log.append_verbatim(
        events[:3], [Checkpoint("a", Position(3)), Checkpoint("b", Position(2))]
    )
    with pytest.raises(LogDamaged):
        await log.append_verbatim(events[5:], [Checkpoint("a", Position(6))])
    assert [await log.checkpoint(name) for name in "ab"] == [3, 2]


async def test_a_copy_can_be_appended_to(log: MemoryEventLog | PostgresEventLog) -> None:
    source = MemoryEventLog()
    await source.append(STORY)
    await log.append_verbatim(await all_events(source))
    assert await log.append([STORY[3]]) == [4]
    assert await log.append([reading()]) == [len(STORY) + 1]


async def test_what_does_not_continue_the_log_is_refused(
    log: MemoryEventLog | PostgresEventLog,
) -> None:
    source = MemoryEventLog()
    await source.append(STORY)
    events = await all_events(source)
    await log.append_verbatim(events[:3])
    with pytest.raises(LogDamaged) as gap:
        await log.append_verbatim(events[4:6])
    assert gap.value.position == 4
    with pytest.raises(LogDamaged):
        await log.append_verbatim([events[3], events[5]])
    with pytest.raises(LogDamaged):
        await log.append_verbatim(
            [replace(events[3], recorded_at=events[0].recorded_at - timedelta(seconds=1))]
        )
    with pytest.raises(EventIdConflict):
        await log.append_verbatim([replace(events[1], position=Position(4))])
    with pytest.raises(EventIdConflict):
        await log.append_verbatim([events[3], replace(events[3], position=Position(5))])
    assert (await log.head()).position == 3


async def test_bytes_are_kept_as_they_are(log: MemoryEventLog | PostgresEventLog) -> None:
    source = MemoryEventLog()
    await source.append([reading()])
    spaced = b'{ "zone":"main", "channel":"temperature","value":2.50, "unit":"\\u00b0C" }'
    (event,) = [replace(event, data_json=spaced) for event in await all_events(source)]
    await log.append_verbatim([event])
    (stored,) = await all_events(log)
    assert stored.data_json == spaced
    assert (await log.head()).frontier == Frontier().extend([leaf_of(event)])
