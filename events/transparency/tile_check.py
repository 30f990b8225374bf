"""The stored tiles against the tree as recomputed: every node of every level."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from events.transparency.tiles import WIDTH, TileStore, hashes_in, root_of
from events.transparency.verification import Verification


@dataclass(slots=True)
class _Row:
    """One level: the tile that its next node belongs to, as it is kept and as it must be."""

    tile: int = 0
    kept: list[bytes] = field(default_factory=list)
    nodes: list[bytes] = field(default_factory=list)


class TileCheck:
    """Takes the leaves in order."""

    def __init__(self, store: TileStore, result: Verification, filled: int) -> None:
        self._store = store
        self._result = result
        self._filled = filled
        self._leaves: list[bytes] = []
        self._rows: dict[int, _Row] = {}

    async def add(self, leaves: Sequence[bytes]) -> None:
        self._leaves += leaves
        while len(self._leaves) >= WIDTH:
            await self._compare(1, root_of(self._leaves[:WIDTH]))
            del self._leaves[:WIDTH]

    async def finish(self, head: int) -> None:
        """Nothing may be tiled that the log does not hold, with `head` events by now."""
        for level in range(1, max(self._rows, default=0) + 2):
            row = self._rows.get(level, _Row())
            kept = hashes_in(await self._store.tile((level, row.tile)))
            if (row.tile * WIDTH + len(kept)) * WIDTH**level > head:
                self._fail(level, row.tile * WIDTH + len(row.nodes), "are tiled, but not there")

    async def _compare(self, level: int, node: bytes) -> None:
        row = self._rows.setdefault(level, _Row())
        if not row.nodes:
            row.kept = hashes_in(await self._store.tile((level, row.tile)))
            if len(row.kept) > WIDTH:
                self._fail(level, row.tile * WIDTH, "are in a tile that holds too much")
        place, index = len(row.nodes), row.tile * WIDTH + len(row.nodes)
        row.nodes.append(node)
        if place < len(row.kept):
            if row.kept[place] != node:
                self._fail(level, index, "are not those that were tiled")
        elif (index + 1) * WIDTH ** (level - 1) <= self._filled:
            self._fail(level, index, "are not tiled, but later ones are")
        if len(row.nodes) == WIDTH:
            await self._compare(level + 1, root_of(row.nodes))
            row.tile += 1
            row.nodes.clear()

    def _fail(self, level: int, index: int, what: str) -> None:
        first, last = index * WIDTH**level + 1, (index + 1) * WIDTH**level
        self._result.fail(first, f"positions {first} to {last} {what} at level {level}")
