"""Whoever changes the past, the database's owner included, is found out and the place is named."""

from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta

import pytest

from events.envelope import Event
from events.errors import LogDamaged
from events.eventlog import MemoryEventLog, PostgresEventLog, migrate
from events.eventlog.portable import InvalidArchive, export, import_lines
from events.eventlog.prepared import leaf_of
from events.eventlog.protocol import Head
from events.identity import Position, Subject, new_id
from events.telemetry import ReadingRecorded
from events.transparency.checkpoint import SigningKey
from events.transparency.claims import Keys, read_head
from events.transparency.postgres import PostgresHeads, PostgresTiles, StoredHead
from events.transparency.proofs import verify_consistency, verify_inclusion
from events.transparency.proving import prove_consistency, prove_inclusion
from events.transparency.tiles import WIDTH, fill_tiles
from events.transparency.tree import Frontier
from events.transparency.verifier import verify_log
from services.publisher.heads import _recorded
from services.publisher.signing import SignedHead, sign

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


KEY = SigningKey.generate("soms/office")
KEYS = Keys([KEY.verifier])


async def signed(log: PostgresEventLog, key: SigningKey = KEY) -> SignedHead:
    """As the publisher signs: kept beside the log, and told in it."""
    head = sign(await log.head(), key, START)
    await PostgresHeads(log).keep(head.stored())
    await log.append([_recorded(head)])
    return head


async def forge(log: PostgresEventLog, position: int) -> bytes:
    """Change an event and mend all that is stored about it, notes excepted; the forged root."""
    changed = "data = replace(data::text, '\"value\":', '\"value\":9')::json"
    await tamper(log, f"UPDATE events SET {changed} WHERE position = {position}")
    leaves = [leaf_of(event) async for page in log.pages() for event in page.events]
    prefix = int.from_bytes(leaves[position - 1][:8], signed=True)
    await tamper(log, f"UPDATE events SET leaf_prefix = {prefix} WHERE position = {position}")
    frontier = Frontier().extend(leaves)
    await tamper(log, f"UPDATE head SET frontier = '\\x{frontier.to_bytes().hex()}'")
    for head in await PostgresHeads(log).all():
        root = Frontier().extend(leaves[: head.position]).root()
        where = f"WHERE position = {head.position}"
        await tamper(log, f"UPDATE signed_heads SET root = '\\x{root.hex()}' {where}")
    return frontier.root()


async def test_a_signed_log_verifies_and_its_signatures_are_counted(log: PostgresEventLog) -> None:
    for _ in range(3):
        await log.append(readings(5))
        await signed(log)
    result = await verify_log(log, keys=KEYS)
    assert (result.ok, result.signed_heads, result.signatures_checked) == (True, 3, 6)


async def test_a_head_that_is_signed_while_the_log_is_verified_is_not_missed(
    log: PostgresEventLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    await log.append(readings(5))
    read_head_of = PostgresEventLog.head

    async def overtaken(self: PostgresEventLog) -> Head:
        found = await read_head_of(self)
        monkeypatch.setattr(PostgresEventLog, "head", read_head_of)
        await log.append(readings(5))
        await signed(log)
        return found

    monkeypatch.setattr(PostgresEventLog, "head", overtaken)
    result = await verify_log(log, keys=KEYS)
    assert (result.failures, result.events) == ([], 5)


async def test_a_forger_who_mends_all_but_the_note_is_caught_by_its_signature(
    log: PostgresEventLog,
) -> None:
    await log.append(readings(20))
    await PostgresHeads(log).keep(sign(await log.head(), KEY, START).stored())
    await forge(log, 7)
    assert (await verify_log(log)).ok, "nothing is left but the signature"
    result = await verify_log(log, keys=KEYS)
    assert {failure.position for failure in result.failures} == {20}
    assert "note" in result.failures[0].reason


async def test_a_head_that_is_told_in_the_log_is_compared_without_any_key(
    log: PostgresEventLog,
) -> None:
    await log.append(readings(20))
    await signed(log)
    await log.append(readings(20))
    await signed(log)
    await tamper(log, "DELETE FROM signed_heads")
    await forge(log, 30)
    result = await verify_log(log)
    assert [failure.position for failure in result.failures] == [41]
    assert "positions 21 to 41" in result.failures[0].reason


async def test_a_head_signed_with_another_key_is_not_taken(log: PostgresEventLog) -> None:
    await log.append(readings(3))
    await signed(log, SigningKey.generate("soms/office"))
    reasons = [failure.reason for failure in (await verify_log(log, keys=KEYS)).failures]
    assert len(reasons) == 2
    assert all("none of those given" in reason for reason in reasons)


SOME_KEYS = Keys([KEY.verifier], complete=False)


async def test_heads_of_an_earlier_key_are_counted_where_the_keys_may_not_be_all(
    log: PostgresEventLog,
) -> None:
    await log.append(readings(3))
    await signed(log, SigningKey.generate("soms/office"))
    await signed(log)
    result = await verify_log(log, keys=SOME_KEYS)
    assert result.failures == []
    assert (result.signed_heads, result.signatures_checked, result.heads_unchecked) == (2, 2, 1)


async def test_the_root_of_a_head_of_an_earlier_key_is_compared_all_the_same(
    log: PostgresEventLog,
) -> None:
    await log.append(readings(3))
    await signed(log, SigningKey.generate("soms/office"))
    await forge(log, 2)
    failures = (await verify_log(log, keys=SOME_KEYS)).failures
    assert [(one.position, "positions 1 to 3" in one.reason) for one in failures] == [(3, True)]


async def test_a_wrong_signature_of_a_known_key_fails_though_others_may_be_missing(
    log: PostgresEventLog,
) -> None:
    await log.append(readings(20))
    await PostgresHeads(log).keep(sign(await log.head(), KEY, START).stored())
    await forge(log, 7)
    assert {one.position for one in (await verify_log(log, keys=SOME_KEYS)).failures} == {20}


@pytest.mark.parametrize("form", ["note", "json"])
async def test_a_head_from_elsewhere_of_an_earlier_key_is_compared(
    log: PostgresEventLog, form: str
) -> None:
    await log.append(readings(20))
    head = sign(await log.head(), SigningKey.generate("soms/office"), START)
    kept = read_head(head.note if form == "note" else head.to_json().decode())
    result = await verify_log(log, keys=SOME_KEYS, outside=[kept])
    assert (result.failures, result.heads_unchecked) == ([], 1)
    await forge(log, 7)
    failures = (await verify_log(log, keys=SOME_KEYS, outside=[kept])).failures
    assert [(one.position, "given" in one.reason) for one in failures] == [(20, True)]


async def test_a_changed_signature_in_the_log_is_found(log: PostgresEventLog) -> None:
    await log.append(readings(3))
    head = await signed(log)
    other = sign(await log.head(), KEY, START)
    await tamper(
        log,
        f"UPDATE events SET data = replace(data::text, '{head.signature}', '{other.signature}')"
        "::json WHERE position = 4",
    )
    failures = (await verify_log(log, keys=KEYS)).failures
    assert [(one.position, "signature" in one.reason) for one in failures][:1] == [(4, True)]


@pytest.mark.parametrize("form", ["note", "json"])
async def test_a_head_that_somebody_kept_elsewhere_convicts_whoever_rewrote_everything(
    log: PostgresEventLog, form: str
) -> None:
    await log.append(readings(20))
    head = sign(await log.head(), KEY, START)
    kept = read_head(head.note if form == "note" else head.to_json().decode())
    assert (await verify_log(log, keys=KEYS, outside=[kept])).ok
    await forge(log, 7)
    assert (await verify_log(log, keys=KEYS)).ok
    failures = (await verify_log(log, keys=KEYS, outside=[kept])).failures
    assert [(one.position, "given" in one.reason) for one in failures] == [(20, True)]


async def test_a_head_from_elsewhere_is_worth_its_signature(log: PostgresEventLog) -> None:
    await log.append(readings(20))
    forged = sign(await log.head(), SigningKey.generate("soms/office"), START)
    for text in (forged.note, forged.to_json().decode()):
        result = await verify_log(log, keys=KEYS, outside=[read_head(text)])
        assert [failure.position for failure in result.failures] == [20]


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
    await tamper(
        log, "UPDATE events SET data = replace(data::text, '26.0', '99.0')::json WHERE position = 7"
    )
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
