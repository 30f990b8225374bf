"""Verification of a whole log from its stored bytes alone: every leaf, every tile, every head.

Memory does not depend on the log's length, but on how many heads were signed. The first damage
stops nothing: everything that does not hold is reported, the damaged positions first.
"""

from collections.abc import AsyncIterator, Callable, Sequence

from events.envelope import Recorded
from events.errors import LogDamaged
from events.eventlog.postgres import PostgresEventLog
from events.eventlog.prepared import leaf_of
from events.eventlog.protocol import Head, Page
from events.eventlog.read_ahead import ahead
from events.identity import START, Position
from events.log import HeadSigned
from events.query import Query
from events.transparency.claims import Claims, Keys, OutsideHead
from events.transparency.postgres import PostgresHeads, PostgresTiles
from events.transparency.tile_check import TileCheck
from events.transparency.verification import Verification
from events.transparency.walk import TreeWalk

PREFIX = 8
"""Bytes of its leaf that each event carries."""

SIGNED = Query(types=frozenset({HeadSigned.event_type}))


def nobody_reads(_: Sequence[Recorded]) -> None:
    """The events are looked at by the verification alone."""


async def verify_log(
    log: PostgresEventLog,
    advance: Callable[[int], None] = lambda _: None,
    *,
    keys: Keys | None = None,
    outside: Sequence[OutsideHead] = (),
    reads_along: Callable[[Sequence[Recorded]], None] = nobody_reads,
) -> Verification:
    """Recompute the log's tree and compare it with all that was ever noted about it.

    Whoever `reads_along` is given every event that was read, in order, once.
    """
    result = Verification()
    claims = Claims(keys or Keys(), result)
    try:
        # The kept heads first: one that is signed from now on is not of the log read here.
        await _gather_kept(claims, log)
        head = await log.head()
        await _gather_told(claims, log, head.position)
        claims.add_outside(outside)
        await _walk(log, head, result, claims, advance, reads_along)
    except LogDamaged as damage:
        result.fail(damage.position, f"{damage.expected}, got {damage.actual}")
    return result


async def _gather_kept(claims: Claims, log: PostgresEventLog) -> None:
    for head in await PostgresHeads(log).all():
        claims.add_kept(head.position, head.root, head.key_id, head.note)


async def _gather_told(claims: Claims, log: PostgresEventLog, until: Position) -> None:
    async for page in log.pages(until=until, query=SIGNED):
        for event in page.events:
            claims.add_told(event)


async def _walk(
    log: PostgresEventLog,
    head: Head,
    result: Verification,
    claims: Claims,
    advance: Callable[[int], None],
    reads_along: Callable[[Sequence[Recorded]], None],
) -> None:
    store = PostgresTiles(log)
    tiles = TileCheck(store, result, await store.filled())
    walk = TreeWalk(result, claims.by_size)
    async for page, noted in ahead(_with_prefixes(log, head.position)):
        await _take(page, noted, result, walk, tiles)
        reads_along(page.events)
        advance(page.position)
    if walk.frontier.root() != head.root:
        result.fail(head.position, "the root of the stored events is not the head's")
    walk.finish()
    await tiles.finish((await log.head()).position)


async def _with_prefixes(
    log: PostgresEventLog, until: Position
) -> AsyncIterator[tuple[Page, Sequence[bytes]]]:
    """Every page, and what each of its events carries of its leaf."""
    at = START
    async for page in log.pages(until=until):
        yield page, await log.leaf_prefixes(at, page.position)
        at = page.position


async def _take(
    page: Page,
    noted: Sequence[bytes],
    result: Verification,
    walk: TreeWalk,
    tiles: TileCheck,
) -> None:
    leaves = [leaf_of(event) for event in page.events]
    for event, leaf, prefix in zip(page.events, leaves, noted, strict=True):
        if leaf[:PREFIX] != prefix:
            result.fail(event.position, "the event is not the one that was appended")
    walk.add(leaves)
    await tiles.add(leaves)
