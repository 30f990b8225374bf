"""Whoever changes the past, the database's owner included, is found out and the place is named."""

from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta

import pytest

from events.envelope import Event
from events.eventlog import MemoryEventLog, PostgresEventLog, migrate
from events.eventlog.portable import InvalidArchive, export, import_lines
from events.eventlog.prepared import leaf_of
from events.identity import Position, Subject, new_id
from events.telemetry import ReadingRecorded
from events.transparency.postgres import PostgresHeads, PostgresTiles, StoredHead
from events.transparency.proofs import verify_consistency, verify_inclusion
from events.transparency.proving import prove_consistency, prove_inclusion
from events.transparency.tiles import WIDTH, fill_tiles
from events.transparency.verifier import verify_log

Spoil = Callable[[list[bytes]], list[bytes]]

START = datetime(2026, 3, 2, 9, tzinfo=UTC)


def readings(count: int) -> list[Event]:
    return [
        Event(
            id=new_id(),
            data=ReadingRecorded(zone="main", channel="temperature", value=20.0 + ordinal),
            source="/edge/env_01",
            subject=Subject.of("device", "env_01"),
            time=START + timedelta(seconds=ordinal),
        )
        for ordinal in range(count)
    ]


@pytest.fixture
async def log(postgres_url: str, hub: str) -> AsyncIterator[PostgresEventLog]:
    await migrate(postgres_url, hub)
    opened = await PostgresEventLog.connect(postgres_url, hub)
    yield opened
    await opened.close()


async def tamper(log: PostgresEventLog, statement: str) -> None:
    """As the owner, who can switch the triggers off."""
    async with log.connection() as connection:
        await connection.execute("SET session_replication_role = replica")
        await connection.execute(statement)
        await connection.execute("RESET session_replication_role")


async def test_an_untouched_log_verifies(log: PostgresEventLog) -> None:
    await log.append(readings(600))
    await fill_tiles(log, PostgresTiles(log))
    result = await verify_log(log)
    assert (result.ok, result.events, result.root) == (True, 600, (await log.head()).root)


async def test_a_changed_event_is_named(log: PostgresEventLog) -> None:
    await log.append(readings(20))
    await tamper(
        log,
        "UPDATE events SET data = replace(data::text, '26.0', '99.0')::json WHERE position = 7",
    )
    result = await verify_log(log)
    assert (result.ok, result.failures[0].position) == (False, 7)


async def test_a_deleted_event_is_named(log: PostgresEventLog) -> None:
    await log.append(readings(20))
    await tamper(log, "DELETE FROM events WHERE position = 7")
    result = await verify_log(log)
    assert (result.ok, result.failures[0].position) == (False, 7)


async def test_a_forger_who_mends_the_checksum_too_is_caught_by_tiles_and_root(
    log: PostgresEventLog,
) -> None:
    await log.append(readings(WIDTH * 2))
    await fill_tiles(log, PostgresTiles(log))
    await tamper(
        log, "UPDATE events SET data = replace(data::text, '26.0', '99.0')::json WHERE position = 7"
    )
    async for page in log.pages(until=Position(7)):
        forged = int.from_bytes(leaf_of(page.events[6])[:8], signed=True)
    await tamper(log, f"UPDATE events SET leaf_prefix = {forged} WHERE position = 7")
    reasons = [failure.reason for failure in (await verify_log(log)).failures]
    assert any("positions 1 to 256" in reason for reason in reasons)
    assert any("root" in reason for reason in reasons)


async def test_a_log_cut_short_is_caught_by_the_heads_that_were_signed(
    log: PostgresEventLog,
) -> None:
    await log.append(readings(10))
    root = (await log.head()).root
    await PostgresHeads(log).keep(StoredHead(Position(12), "k", root, START, "note"))
    result = await verify_log(log)
    assert [failure.position for failure in result.failures] == [12]


@pytest.mark.parametrize("size", [1, 255, 256, 257, 700])
async def test_proofs_hold_whether_nodes_come_from_tiles_or_from_events(
    log: PostgresEventLog, size: int
) -> None:
    await log.append(readings(size))
    tiles = PostgresTiles(log)
    await fill_tiles(log, tiles)
    root = (await log.head()).root
    async for page in log.pages():
        leaves = [leaf_of(event) for event in page.events]
    for index in {0, size // 2, size - 1}:
        path = await prove_inclusion(log, tiles, index, size)
        verify_inclusion(leaves[index], index, size, path, root)
    await log.append(readings(300))
    path = await prove_consistency(log, tiles, size, size + 300)
    verify_consistency(size, size + 300, path, root, (await log.head()).root)


async def test_an_export_imports_elsewhere_byte_for_byte(log: PostgresEventLog) -> None:
    await log.append(readings(500))
    lines = [line async for line in export(log)]
    copy = MemoryEventLog("copy")
    head = await import_lines(copy, lines)
    assert head.root == (await log.head()).root
    assert [line async for line in export(copy)][1:-1] == lines[1:-1]


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (lambda lines: lines[:-1], "cut off"),
        (lambda lines: [*lines[:3], *lines[4:]], "follows"),
        (
            lambda lines: [*lines[:2], lines[2].replace(b"21.0", b"99.0"), *lines[3:]],
            "trailer says",
        ),
        (lambda lines: lines[1:], "header"),
        (lambda lines: [*lines[:2], b"{}\n", *lines[3:]], "data"),
        (lambda lines: [*lines, lines[1]], "follow the trailer"),
    ],
)
async def test_a_spoiled_export_is_refused(
    log: PostgresEventLog, spoil: Spoil, reason: str
) -> None:
    await log.append(readings(9))
    lines = [line async for line in export(log)]
    with pytest.raises(InvalidArchive, match=reason):
        await import_lines(MemoryEventLog("copy"), spoil(lines))
