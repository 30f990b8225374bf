"""A log as files that any reader of transparency logs knows: C2SP tlog-tiles.

`checkpoint` is the signed head, `tile/<L>/<N>` are the tree's nodes, 256 to a tile, and
`tile/entries/<N>` are the entries themselves, each after its length in two bytes. What is whole
never changes; the checkpoint is written last, so that it never promises what is not there yet.
"""

from pathlib import Path

from events.envelope import Recorded
from events.errors import InvalidProof
from events.eventlog.prepared import entry_of
from events.eventlog.protocol import EventLog
from events.identity import Position
from events.merkle import Frontier, leaf_hash
from events.transparency.checkpoint import TreeHead
from events.transparency.claims import read_head
from events.transparency.tiles import WIDTH, root_of, tile_path

ENTRY_LIMIT = 2**16 - 1
"""Bytes of an entry, for its length has two."""


async def write_tiles(log: EventLog, note: str, folder: Path) -> list[Position]:
    """Write the tree of a signed head; returns entries too long for the format, left out.

    With one of them its bundle is left out; its leaf is in the tiles all the same. Raises
    `InvalidProof` if the log is not the one that was signed.
    """
    head = read_head(note).head
    files = _Files(folder)
    async for page in log.pages(until=Position(head.size)):
        for event in page.events:
            files.take(event)
    files.finish(head, note)
    return files.left_out


class _Files:
    """Tiles on their way into a folder."""

    def __init__(self, folder: Path) -> None:
        self.left_out: list[Position] = []
        self._folder = folder
        self._frontier = Frontier()
        self._levels: list[list[bytes]] = [[]]
        self._counts = [0]
        self._bundle: list[bytes] = []
        self._complete = True

    def take(self, event: Recorded) -> None:
        entry = entry_of(event)
        if len(entry) > ENTRY_LIMIT:
            self.left_out.append(event.position)
            self._complete = False
        else:
            self._bundle.append(len(entry).to_bytes(2, "big") + entry)
        leaf = leaf_hash(entry)
        self._frontier = self._frontier.extend((leaf,))
        self._add(0, leaf)

    def finish(self, head: TreeHead, note: str) -> None:
        """What is not whole yet, and the checkpoint."""
        if (self._frontier.size, self._frontier.root()) != (head.size, head.root):
            raise InvalidProof(f"the log is not the one whose head was signed at {head.size}")
        if self._levels[0]:
            self._write_bundle()
        for level, nodes in enumerate(self._levels):
            if nodes:
                self._write_tile(level)
        self._write("checkpoint", note.encode())

    def _add(self, level: int, node: bytes) -> None:
        if level == len(self._levels):
            self._levels.append([])
            self._counts.append(0)
        nodes = self._levels[level]
        nodes.append(node)
        if len(nodes) < WIDTH:
            return
        if level == 0:
            self._write_bundle()
        self._write_tile(level)
        self._add(level + 1, root_of(nodes))
        nodes.clear()
        self._counts[level] += 1

    def _write_tile(self, level: int) -> None:
        nodes = self._levels[level]
        self._write(tile_path((level, self._counts[level]), len(nodes)), b"".join(nodes))

    def _write_bundle(self) -> None:
        if self._complete:
            path = tile_path((0, self._counts[0]), len(self._levels[0]))
            self._write(path.replace("tile/0/", "tile/entries/", 1), b"".join(self._bundle))
        self._bundle.clear()
        self._complete = True

    def _write(self, path: str, content: bytes) -> None:
        """Whole or not at all: somebody may be reading."""
        target = self._folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        draft = target.with_name(f".{target.name}.new")
        draft.write_bytes(content)
        draft.replace(target)
