"""What is taken out of a log, a proof or all of it, holds elsewhere, and only as it was."""

from collections.abc import Callable

import pytest

from events.errors import LogDamaged
from events.eventlog import MemoryEventLog, PostgresEventLog
from events.eventlog.portable import InvalidArchive, export, import_lines
from events.eventlog.prepared import leaf_of
from events.transparency.postgres import PostgresTiles
from events.transparency.proofs import verify_consistency, verify_inclusion
from events.transparency.proving import prove_consistency, prove_inclusion
from events.transparency.tiles import fill_tiles
from tests.integration.transparency.logs import CHANGE_THE_SEVENTH, readings, tamper

Spoil = Callable[[list[bytes]], list[bytes]]


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


async def test_an_export_does_not_seal_what_somebody_changed(log: PostgresEventLog) -> None:
    await log.append(readings(20))
    await tamper(log, CHANGE_THE_SEVENTH)
    with pytest.raises(LogDamaged, match="root"):
        [line async for line in export(log)]


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
