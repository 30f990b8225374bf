"""A file that cannot be taken says at which line, and why."""

import re
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest

from events.envelope import Event
from events.errors import LogDamaged
from events.eventlog import MemoryEventLog, portable
from events.eventlog.portable import InvalidArchive, export, import_lines
from events.identity import Position, Subject, caused_id, new_id
from events.tasks import Expired

MORNING = datetime(2026, 3, 2, 9, tzinfo=UTC)
SEED = new_id()


def expiries(count: int, *, first: int = 1) -> list[Event]:
    return [
        Event(
            id=caused_id(SEED, "test", task),
            data=Expired(task=task),
            source="/test",
            subject=Subject.of("task", task),
            time=MORNING + timedelta(minutes=task),
        )
        for task in range(first, first + count)
    ]


async def log_with(events: list[Event]) -> MemoryEventLog:
    log = MemoryEventLog("office", now=lambda: MORNING)
    await log.append(events)
    return log


async def lines_of(log: MemoryEventLog) -> list[bytes]:
    return [line async for line in export(log)]


async def refusal(lines: list[bytes], log: MemoryEventLog | None = None) -> str:
    with pytest.raises(InvalidArchive) as refused:
        await import_lines(log or MemoryEventLog("office"), lines)
    return str(refused.value)


async def test_an_empty_log_is_a_file_of_two_lines() -> None:
    lines = await lines_of(MemoryEventLog("office"))
    assert len(lines) == 2
    assert (await import_lines(MemoryEventLog("copy"), lines)).position == 0


async def test_nothing_at_all_is_a_file_cut_off() -> None:
    assert await refusal([]) == "line 1: the trailer is missing: the file is cut off"


async def test_an_import_repeated_changes_nothing() -> None:
    log = await log_with(expiries(3))
    assert (await import_lines(log, await lines_of(log))).position == 3


async def test_a_longer_file_of_the_same_log_is_its_continuation() -> None:
    longer = await lines_of(await log_with(expiries(5)))
    log = await log_with(expiries(2))
    await import_lines(log, longer)
    assert await lines_of(log) == longer


async def test_a_log_with_other_events_is_left_as_it_is() -> None:
    log = await log_with(expiries(2, first=7))
    lines = await lines_of(await log_with(expiries(5)))
    said = await refusal(lines, log)
    assert said == "line 3: up to here, the log 'office' holds other events"
    assert (await log.head()).position == 2


async def test_a_file_behind_the_log_is_not_passed_over_in_silence() -> None:
    lines = await lines_of(await log_with(expiries(2)))
    said = await refusal(lines, await log_with(expiries(5)))
    assert said == "line 4: the log 'office' goes on to position 5"


async def test_of_a_broken_line_the_attribute_is_named() -> None:
    lines = await lines_of(await log_with(expiries(3)))
    lines[2] = lines[2].replace(b'"specversion":"1.0"', b'"specversion":"0.3"')
    assert await refusal(lines) == "line 3: specversion: must be '1.0', got '0.3'"


async def test_a_text_that_no_view_could_hold_is_refused_and_its_line_is_named() -> None:
    lines = await lines_of(await log_with(expiries(3)))
    lines[2] = lines[2].replace(b'{"task":2}', b'{"task":2,"title":"a\\u0000b"}')
    assert await refusal(lines) == "line 3: data: holds U+0000, which Postgres cannot read back"


async def changed_behind_its_back(log: MemoryEventLog, position: int) -> MemoryEventLog:
    """The log, its head noted, after one stored event was changed."""
    await log.head()
    (event,) = await log.backward(before=Position(position + 1), limit=1)
    event.data_json = b'{"task":99}'
    return log


@pytest.mark.parametrize("until", [None, Position(5), Position(3), Position(1)])
async def test_a_log_that_is_not_what_its_head_says_is_not_sealed(until: Position | None) -> None:
    lines = export(await changed_behind_its_back(await log_with(expiries(5)), 2), until=until)
    before = [await anext(lines) for _ in range(1 + (until or 5))]
    assert "the file is cut off" in await refusal(before)
    with pytest.raises(LogDamaged, match="root"):
        [line async for line in lines]


async def test_an_export_beyond_the_head_ends_at_the_head() -> None:
    log = await log_with(expiries(3))
    lines = [line async for line in export(log, until=Position(10**30))]
    assert lines == await lines_of(log)


async def test_a_part_of_a_log_is_a_log_of_its_own() -> None:
    lines = [line async for line in export(await log_with(expiries(5)), until=Position(2))]
    assert lines[1:-1] == (await lines_of(await log_with(expiries(5))))[1:3]
    assert (await import_lines(MemoryEventLog("copy"), lines)).position == 2


@pytest.fixture
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(portable, "BATCH", 2)


async def spoiled() -> bytes:
    """An export of five events whose last one was changed."""
    lines = await lines_of(await log_with(expiries(5)))
    return b"".join(lines).replace(b'{"task":5}', b'{"task":6}')


@pytest.mark.usefixtures("small_batches")
async def test_of_a_spoiled_file_nothing_is_taken() -> None:
    log = MemoryEventLog("office")
    with pytest.raises(InvalidArchive, match="root is"):
        await import_lines(log, BytesIO(await spoiled()))
    assert (await log.head()).position == 0


@pytest.mark.usefixtures("small_batches")
async def test_of_a_spoiled_stream_only_whole_batches_are_taken() -> None:
    log = MemoryEventLog("office")
    with pytest.raises(InvalidArchive, match="root is"):
        await import_lines(log, iter((await spoiled()).splitlines(keepends=True)))
    assert (await log.head()).position == 4


async def test_a_file_is_taken_whole() -> None:
    lines = await lines_of(await log_with(expiries(5)))
    log = MemoryEventLog("office")
    await import_lines(log, BytesIO(b"".join(lines)))
    assert await lines_of(log) == lines


@pytest.mark.parametrize("trailer", [b'{"events":\n', b'{"events":[]}\n', b'{"events":3}\n'])
async def test_a_trailer_that_says_something_else_is_compared(trailer: bytes) -> None:
    lines = await lines_of(await log_with(expiries(3)))
    said = await refusal([*lines[:-1], trailer])
    assert re.match(r"line 5: (events|root) is \w+, the trailer says ", said)
