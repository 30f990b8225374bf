"""Signed heads are found one at a time, by index, however many were signed."""

from datetime import timedelta
from typing import LiteralString

import pytest

from events.eventlog import PostgresEventLog
from events.identity import Position
from events.transparency.postgres import COVERING, NEWEST, PostgresHeads, StoredHead
from tests.integration.transparency.logs import MORNING

HEADS = 2_000

_SIGNED = f"""
    INSERT INTO signed_heads (position, key_id, root, signed_at, note)
    SELECT n * 10, 'k', sha256(n::text::bytea), now(), 'note' FROM generate_series(1, {HEADS}) n
"""


def head(position: int, key: str = "k") -> StoredHead:
    at = MORNING + timedelta(seconds=position)
    return StoredHead(Position(position), key, bytes(32), at, f"note {position} of {key}")


async def test_before_anything_was_signed_there_is_no_head(log: PostgresEventLog) -> None:
    heads = PostgresHeads(log)
    assert (await heads.newest(), await heads.covering(Position(1))) == (None, None)


async def test_the_newest_head_is_the_last_one(log: PostgresEventLog) -> None:
    heads = PostgresHeads(log)
    for position in (20, 30, 10):
        await heads.keep(head(position))
    assert await heads.newest() == head(30) == (await heads.all())[-1]


@pytest.mark.parametrize(("position", "by"), [(1, 10), (10, 10), (11, 20), (30, 30), (31, None)])
async def test_a_position_is_covered_by_the_first_head_from_it_on(
    log: PostgresEventLog, position: int, by: int | None
) -> None:
    heads = PostgresHeads(log)
    for signed in (20, 30, 10):
        await heads.keep(head(signed))
    assert await heads.covering(Position(position)) == (None if by is None else head(by))


async def test_of_two_keys_that_signed_one_position_it_is_always_the_same(
    log: PostgresEventLog,
) -> None:
    heads = PostgresHeads(log)
    for key in ("b", "a"):
        await heads.keep(head(10, key))
    kept = await heads.all()
    assert kept == [head(10, "a"), head(10, "b")]
    assert (await heads.covering(Position(5)), await heads.newest()) == (kept[0], kept[1])


@pytest.mark.parametrize(("statement", "given"), [(NEWEST, []), (COVERING, [HEADS * 5])])
async def test_one_head_is_read_by_index(
    log: PostgresEventLog, statement: LiteralString, given: list[object]
) -> None:
    async with log.connection() as connection:
        await connection.execute(_SIGNED)
        await connection.execute("ANALYZE signed_heads")
        lines = await connection.execute(f"EXPLAIN {statement}", given)
        plan = "\n".join(line for (line,) in await lines.fetchall())
    assert "Index Scan" in plan
    assert "Sort" not in plan
