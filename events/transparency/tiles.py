"""Tiles: the tree's inner nodes, 256 to a tile (C2SP tlog-tiles), filled behind the appends.

Tile level L holds nodes of height 8 × L. Level 0, the leaves, is not stored: a leaf is the hash of
an event's stored bytes. Filling may stop anywhere and be done again; it ends the same.
"""

from collections.abc import Sequence
from typing import Protocol

from events.eventlog.prepared import leaf_of
from events.eventlog.protocol import EventLog
from events.identity import Position
from events.merkle import Frontier, node_hash
from events.transparency.proofs import Node

HEIGHT = 8
WIDTH = 1 << HEIGHT
HASH_SIZE = 32

Tile = tuple[int, int]
"""Level and index."""


class TileStore(Protocol):
    """Where tiles of level 1 and up are kept."""

    async def tile(self, tile: Tile) -> bytes:
        """The hashes of a tile, 32 bytes each, as far as it is filled."""
        ...

    async def put(self, tile: Tile, hashes: bytes) -> None: ...

    async def filled(self) -> int:
        """How many nodes level 1 holds: the log is tiled up to 256 times as many leaves."""
        ...


class MemoryTiles:
    """Tiles in memory."""

    def __init__(self) -> None:
        self._tiles: dict[Tile, bytes] = {}

    async def tile(self, tile: Tile) -> bytes:
        return self._tiles.get(tile, b"")

    async def put(self, tile: Tile, hashes: bytes) -> None:
        self._tiles[tile] = hashes

    async def filled(self) -> int:
        sizes = [len(hashes) for (level, _), hashes in self._tiles.items() if level == 1]
        return sum(sizes) // HASH_SIZE


def root_of(hashes: Sequence[bytes]) -> bytes:
    """The root of a perfect subtree from its nodes at some height."""
    level = list(hashes)
    while len(level) > 1:
        pairs = zip(level[::2], level[1::2], strict=True)
        level = [node_hash(left, right) for left, right in pairs]
    return level[0]


def hashes_in(tile: bytes) -> list[bytes]:
    return [tile[at : at + HASH_SIZE] for at in range(0, len(tile), HASH_SIZE)]


async def fill_tiles(log: EventLog, store: TileStore) -> int:
    """Tile what the log holds beyond the last whole tile; returns how many leaves are tiled."""
    done = await store.filled()
    whole = (await log.head()).position // WIDTH
    if whole <= done:
        return done * WIDTH
    waiting: list[bytes] = []
    after, until = Position(done * WIDTH), Position(whole * WIDTH)
    async for page in log.pages(after=after, until=until):
        waiting += map(leaf_of, page.events)
        while len(waiting) >= WIDTH:
            await _set(store, (1, done), root_of(waiting[:WIDTH]))
            del waiting[:WIDTH]
            done += 1
    return whole * WIDTH


async def _set(store: TileStore, place: tuple[int, int], node: bytes) -> None:
    """Put the node of a level at its index; a tile that is full with it is a node of the next.

    Level 1 says how far all of it has come, so it is put last. What upper levels hold from a time
    that broke off between the two is put again, at the same place.
    """
    level, index = place
    tile = (level, index // WIDTH)
    before = await store.tile(tile)
    hashes = before[: index % WIDTH * HASH_SIZE] + node
    if len(hashes) == WIDTH * HASH_SIZE:
        await _set(store, (level + 1, index // WIDTH), root_of(hashes_in(hashes)))
    await store.put(tile, hashes)


async def read_nodes(log: EventLog, store: TileStore, wanted: Sequence[Node]) -> dict[Node, bytes]:
    """Nodes from the tiles, and where those do not reach, from the events themselves."""
    return {node: await _node(log, store, node) for node in wanted}


async def _node(log: EventLog, store: TileStore, node: Node) -> bytes:
    height, index = node
    level = height // HEIGHT
    while level:
        found = await _from_tile(store, level, height - level * HEIGHT, index)
        if found is not None:
            return found
        level -= 1
    return await _from_events(log, index << height, (index + 1) << height)


async def _from_tile(store: TileStore, level: int, above: int, index: int) -> bytes | None:
    """The node `above` levels of the tile's own; None if the tiles do not hold all it needs."""
    first, count = index << above, 1 << above
    hashes: list[bytes] = []
    for tile in range(first // WIDTH, (first + count - 1) // WIDTH + 1):
        held = hashes_in(await store.tile((level, tile)))
        low = max(first - tile * WIDTH, 0)
        hashes += held[low : first + count - tile * WIDTH]
    return root_of(hashes) if len(hashes) == count else None


async def _from_events(log: EventLog, start: int, end: int) -> bytes:
    frontier = Frontier()
    async for page in log.pages(after=Position(start), until=Position(end)):
        frontier = frontier.extend(leaf_of(event) for event in page.events)
    return frontier.root()


def tile_path(tile: Tile, width: int = WIDTH) -> str:
    """Where C2SP tlog-tiles has a tile: `tile/1/x001/067`, `….p/12` when it is not full."""
    level, index = tile
    groups = [f"{index % 1000:03}"]
    while index := index // 1000:
        groups.append(f"x{index % 1000:03}")
    partial = "" if width == WIDTH else f".p/{width}"
    return f"tile/{level}/{'/'.join(reversed(groups))}{partial}"
