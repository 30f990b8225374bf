"""Whoever changes the past, the database's owner included, is found out and the place is named."""

import pytest

from events.eventlog import PostgresEventLog
from events.eventlog.prepared import leaf_of
from events.identity import Position
from events.transparency.postgres import PostgresHeads, PostgresTiles, StoredHead
from events.transparency.tiles import WIDTH, fill_tiles
from events.transparency.verifier import verify_log
from tests.integration.transparency.logs import CHANGE_THE_SEVENTH, MORNING, readings, tamper


async def test_an_untouched_log_verifies(log: PostgresEventLog) -> None:
    await log.append(readings(600))
    await fill_tiles(log, PostgresTiles(log))
    result = await verify_log(log)
    assert (result.ok, result.events, result.root) == (True, 600, (await log.head()).root)


async def test_a_changed_event_is_named(log: PostgresEventLog) -> None:
    await log.append(readings(20))
    await tamper(log, CHANGE_THE_SEVENTH)
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
    await tamper(log, CHANGE_THE_SEVENTH)
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
    await PostgresHeads(log).keep(StoredHead(Position(12), "k", root, MORNING, "note"))
    result = await verify_log(log)
    assert [failure.position for failure in result.failures] == [12]


@pytest.mark.parametrize("level", [1, 2])
async def test_a_tile_of_any_level_that_is_not_of_this_log_is_found(
    log: PostgresEventLog, monkeypatch: pytest.MonkeyPatch, level: int
) -> None:
    monkeypatch.setattr("events.transparency.tiles.WIDTH", 4)
    monkeypatch.setattr("events.transparency.tile_check.WIDTH", 4)
    await log.append(readings(40))
    tiles = PostgresTiles(log)
    await fill_tiles(log, tiles)
    assert (await verify_log(log)).ok
    held = await tiles.tile((level, 0))
    for spoiled in (held[:32] + held[:32] + held[64:], held[:32], held + held[:32] * 99):
        await tiles.put((level, 0), spoiled)
        assert not (await verify_log(log)).ok
    await tiles.put((level, 0), held)
    assert (await verify_log(log)).ok
