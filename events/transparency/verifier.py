"""Verification of a whole log from its stored bytes alone: every leaf, every tile, every head.

Memory does not depend on the log's length. The first damage stops nothing: everything that does not
hold is reported, the damaged positions first.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from events.errors import LogDamaged
from events.eventlog.postgres import PostgresEventLog
from events.eventlog.prepared import leaf_of
from events.eventlog.protocol import Page
from events.identity import START, Position
from events.transparency.postgres import PostgresHeads, PostgresTiles
from events.transparency.tiles import WIDTH, hashes_in, root_of
from events.transparency.tree import Frontier

FAILURES_LIMIT = 100
"""Failures that are told one by one; a log that is damaged all over has more."""

PREFIX = 8
"""Bytes of its leaf that each event carries."""


@dataclass(frozen=True, slots=True)
class Failure:
    """Something that does not hold, and at which position."""

    position: int
    reason: str


@dataclass(slots=True)
class Verification:
    """The result: sound only if there is no failure."""

    events: int = 0
    root: bytes = b""
    signed_heads: int = 0
    failures: list[Failure] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        return not self.failures

    def fail(self, position: int, reason: str) -> None:
        if len(self.failures) < FAILURES_LIMIT:
            self.failures.append(Failure(position, reason))

    def summary(self) -> dict[str, Any]:
        first = min((failure.position for failure in self.failures), default=None)
        return {
            "ok": self.ok,
            "events": self.events,
            "root": self.root.hex(),
            "signed_heads": self.signed_heads,
            "first_damaged_position": first,
            "failures": [{"position": one.position, "reason": one.reason} for one in self.failures],
        }


async def verify_log(
    log: PostgresEventLog, advance: Callable[[int], None] = lambda _: None
) -> Verification:
    """Recompute the log's tree and compare it with all that was ever noted about it."""
    result = Verification()
    try:
        head = await log.head()
    except LogDamaged as damage:
        result.fail(damage.position, str(damage))
        return result
    walk = _Walk(log, result, await _signed_roots(log, result))
    try:
        async for page in log.pages(until=head.position):
            await walk.take(page)
            advance(page.position)
    except LogDamaged as damage:
        result.fail(damage.position, f"{damage.expected}, got {damage.actual}")
    else:
        walk.finish(head.position, head.root)
    result.events, result.root = walk.frontier.size, walk.frontier.root()
    return result


async def _signed_roots(log: PostgresEventLog, result: Verification) -> dict[int, bytes]:
    heads = await PostgresHeads(log).all()
    result.signed_heads = len(heads)
    return {head.position: head.root for head in heads}


class _Walk:
    """The tree as recomputed so far."""

    def __init__(
        self, log: PostgresEventLog, result: Verification, signed: Mapping[int, bytes]
    ) -> None:
        self.frontier = Frontier()
        self._log = log
        self._tiles = PostgresTiles(log)
        self._tiled = b""
        self._result = result
        self._signed = signed
        self._at: Position = START
        self._block: list[bytes] = []

    async def take(self, page: Page) -> None:
        noted = await self._log.leaf_prefixes(self._at, page.position)
        for event, prefix in zip(page.events, noted, strict=True):
            leaf = leaf_of(event)
            if leaf[:PREFIX] != prefix:
                self._result.fail(event.position, "the event is not the one that was appended")
            await self._add(leaf)
        self._at = page.position

    async def _add(self, leaf: bytes) -> None:
        self.frontier = self.frontier.extend((leaf,))
        size = self.frontier.size
        self._block.append(leaf)
        if len(self._block) == WIDTH:
            await self._compare_tile(size // WIDTH - 1, root_of(self._block))
            self._block.clear()
        signed = self._signed.get(size)
        if signed is not None and signed != self.frontier.root():
            self._result.fail(size, "the log up to here is not the one whose head was signed")

    async def _compare_tile(self, index: int, root: bytes) -> None:
        if index % WIDTH == 0:
            self._tiled = await self._tiles.tile((1, index // WIDTH))
        kept = hashes_in(self._tiled)
        if index % WIDTH < len(kept) and kept[index % WIDTH] != root:
            first = index * WIDTH + 1
            span = f"positions {first} to {first + WIDTH - 1}"
            self._result.fail(first, f"{span} are not those that were tiled")

    def finish(self, position: Position, root: bytes) -> None:
        if self.frontier.size == position and self.frontier.root() != root:
            self._result.fail(position, "the root of the stored events is not the head's")
        for signed in self._signed:
            if signed > self.frontier.size:
                self._result.fail(signed, f"a head was signed here; the log ends at {position}")
