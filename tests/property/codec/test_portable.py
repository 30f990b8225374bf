"""A log goes into a file and out of it again as it was, however often the way is broken off."""

from collections.abc import Sequence
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from events.envelope import Recorded
from events.eventlog import MemoryEventLog, PostgresEventLog, migrate, portable
from events.eventlog.portable import InvalidArchive, export, import_lines
from tests.property.codec.events import logs

SOME = st.integers(0, 10)


async def exported(events: Sequence[Recorded]) -> list[bytes]:
    log = MemoryEventLog("office")
    await log.append_verbatim(events)
    return [line async for line in export(log)]


@given(logs)
async def test_an_export_of_an_import_is_the_export(events: list[Recorded]) -> None:
    lines = await exported(events)
    copy = MemoryEventLog("office")
    await import_lines(copy, lines)
    assert [line async for line in export(copy)] == lines


@given(logs, SOME, SOME)
async def test_an_import_that_was_broken_off_goes_on_where_it_ended(
    events: list[Recorded], batch: int, cut: int
) -> None:
    lines = await exported(events)
    copy = MemoryEventLog("office")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(portable, "BATCH", batch + 1)
        with pytest.raises(InvalidArchive, match="cut off"):
            await import_lines(copy, lines[:-1][:cut])
        await import_lines(copy, lines)
    assert [line async for line in export(copy)] == lines


@given(logs, SOME, SOME, st.binary(max_size=4))
async def test_a_spoiled_file_is_refused_at_a_line(
    events: list[Recorded], line: int, at: int, put: bytes
) -> None:
    lines = await exported(events)
    number = line % len(lines)
    was = lines[number]
    lines[number] = was[:at] + put + was[at + len(put) + 1 :]
    if lines[number] == was:
        return
    with pytest.raises(InvalidArchive) as refused:
        await import_lines(MemoryEventLog("office"), lines)
    assert 1 <= refused.value.line <= len(lines) + 1


@settings(max_examples=15)
@given(logs)
async def test_postgres_holds_whatever_a_file_holds(
    postgres_url: str, events: list[Recorded]
) -> None:
    lines = await exported(events)
    hub = f"portable_{uuid4().hex[:12]}"
    await migrate(postgres_url, hub)
    log = await PostgresEventLog.connect(postgres_url, hub)
    try:
        await import_lines(log, lines)
        await import_lines(log, lines)
        assert [line async for line in export(log)][1:-1] == lines[1:-1]
    finally:
        await log.close()
