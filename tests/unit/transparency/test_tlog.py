"""C2SP tlog-tiles, read back by a reader that shares no code with what wrote them."""

from hashlib import sha256
from pathlib import Path

import pytest
from pymerkle import InmemoryTree

from events.errors import InvalidProof
from events.eventlog import MemoryEventLog
from events.log import MessageRejected
from events.transparency.checkpoint import SigningKey
from events.transparency.tlog import write_tiles
from services.publisher.signing import sign
from tests.unit.transparency.logs import MORNING, expiries

KEY = SigningKey.generate("soms/office")


async def written(folder: Path, size: int, log: MemoryEventLog | None = None) -> MemoryEventLog:
    log = log or MemoryEventLog("office", now=lambda: MORNING)
    await log.append(expiries(size))
    note = sign(await log.head(), KEY, MORNING).note
    assert await write_tiles(log, note, folder) == []
    return log


def name_of(number: int) -> str:
    """As the specification says: three digits each, all but the last with an x."""
    digits = str(number)
    digits = digits.zfill(-(-len(digits) // 3) * 3)
    groups = [digits[at : at + 3] for at in range(0, len(digits), 3)]
    return "/".join([f"x{group}" for group in groups[:-1]] + groups[-1:])


def tile(folder: Path, kind: str, number: int, width: int) -> bytes:
    partial = "" if width == 256 else f".p/{width}"
    return (folder / "tile" / kind / f"{name_of(number)}{partial}").read_bytes()


def widths(size: int, level: int) -> list[int]:
    whole, rest = divmod(size >> (8 * level), 256)
    return [256] * whole + ([rest] if rest else [])


def bundle_entries(bundle: bytes) -> list[bytes]:
    entries = []
    while bundle:
        length = int.from_bytes(bundle[:2], "big")
        entries.append(bundle[2 : 2 + length])
        bundle = bundle[2 + length :]
    return entries


def files_below(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def checkpoint(folder: Path) -> tuple[int, str]:
    _origin, size, root, *_ = (folder / "checkpoint").read_text().split("\n")
    return int(size), root


@pytest.mark.parametrize("size", [1, 255, 256, 257, 700])
async def test_entries_hash_to_the_tiles_and_the_tiles_to_the_checkpoint(
    tmp_path: Path, size: int
) -> None:
    log = await written(tmp_path, size)
    tree = InmemoryTree(algorithm="sha256")
    for number, width in enumerate(widths(size, 0)):
        entries = bundle_entries(tile(tmp_path, "entries", number, width))
        hashes = tile(tmp_path, "0", number, width)
        assert hashes == b"".join(sha256(b"\0" + entry).digest() for entry in entries)
        for entry in entries:
            tree.append_entry(entry)
    assert tree.get_size() == size
    stated_size, stated_root = checkpoint(tmp_path)
    assert (stated_size, tree.get_root()) == (size, (await log.head()).root)
    head = KEY.verifier.verify((tmp_path / "checkpoint").read_text())
    assert (head.size, head.root) == (size, tree.get_root())
    assert stated_root


async def test_a_node_of_a_level_is_the_root_of_a_whole_tile_below(tmp_path: Path) -> None:
    await written(tmp_path, 1_000)
    (width,) = widths(1_000, 1)
    above = tile(tmp_path, "1", 0, width)
    assert len(above) == 32 * 3
    for number in range(width):
        level = tile(tmp_path, "0", number, 256)
        nodes = [level[at : at + 32] for at in range(0, len(level), 32)]
        while len(nodes) > 1:
            pairs = zip(nodes[::2], nodes[1::2], strict=True)
            nodes = [sha256(b"\1" + left + right).digest() for left, right in pairs]
        assert above[32 * number : 32 * number + 32] == nodes[0]


async def test_exactly_the_files_of_the_specification_are_there(tmp_path: Path) -> None:
    await written(tmp_path, 600)
    assert files_below(tmp_path) == {
        "checkpoint",
        "tile/0/000", "tile/0/001", "tile/0/002.p/88",
        "tile/1/000.p/2",
        "tile/entries/000", "tile/entries/001", "tile/entries/002.p/88",
    }  # fmt: skip


async def test_a_log_that_has_grown_is_written_into_the_same_folder(tmp_path: Path) -> None:
    log = await written(tmp_path, 200)
    await written(tmp_path, 200, log)
    assert checkpoint(tmp_path)[0] == 400
    assert len(tile(tmp_path, "0", 0, 256)) == 32 * 256


async def test_tiles_of_another_log_get_no_checkpoint(tmp_path: Path) -> None:
    log = MemoryEventLog("office", now=lambda: MORNING)
    await log.append(expiries(5))
    note = sign(await log.head(), KEY, MORNING).note
    other = MemoryEventLog("office", now=lambda: MORNING)
    await other.append(expiries(5))
    with pytest.raises(InvalidProof):
        await write_tiles(other, note, tmp_path)
    assert not (tmp_path / "checkpoint").exists()


async def test_a_bundle_with_an_entry_too_long_for_the_format_is_left_out_and_named(
    tmp_path: Path,
) -> None:
    log = MemoryEventLog("office", now=lambda: MORNING)
    long, *rest = expiries(257)
    data = MessageRejected(topic="t", reason="r", payload="x" * 70_000, size=70_000)
    await log.append([*rest[:2], long._replace(data=data), *rest[2:]])
    note = sign(await log.head(), KEY, MORNING).note
    assert await write_tiles(log, note, tmp_path) == [3]
    assert not (tmp_path / "tile/entries/000").exists()
    assert (tmp_path / "tile/entries/001.p/1").exists()
    assert len(tile(tmp_path, "0", 0, 256)) == 32 * 256
