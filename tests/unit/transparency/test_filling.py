"""Tiles are filled behind the appends; wherever that breaks off, it ends the same."""

import pytest

from events.eventlog import MemoryEventLog
from events.transparency import tiles
from events.transparency.tiles import MemoryTiles, Tile, fill_tiles
from tests.unit.transparency.logs import expiries

NARROW = 4
"""Nodes in a tile, so that few events fill many levels."""


class Crash(Exception):
    """What a power cut is to a test."""


class CrashingTiles(MemoryTiles):
    """Fails at one put, before or after it took effect."""

    def __init__(self, at: int = 0, *, after: bool = False) -> None:
        super().__init__()
        self.puts = 0
        self._at = at
        self._after = after

    async def put(self, tile: Tile, hashes: bytes) -> None:
        self.puts += 1
        if self.puts == self._at and not self._after:
            raise Crash
        await super().put(tile, hashes)
        if self.puts == self._at:
            raise Crash


@pytest.fixture(autouse=True)
def narrow_tiles(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tiles, "HEIGHT", NARROW.bit_length() - 1)
    monkeypatch.setattr(tiles, "WIDTH", NARROW)


async def log_of(size: int) -> MemoryEventLog:
    log = MemoryEventLog()
    await log.append(expiries(size))
    return log


@pytest.mark.parametrize("after", [False, True])
async def test_a_crash_at_any_put_is_made_good_by_the_next_filling(after: bool) -> None:
    log = await log_of(NARROW**4 + NARROW)
    whole = CrashingTiles()
    await fill_tiles(log, whole)
    assert max(level for level, _ in whole._tiles) == 4
    for at in range(1, whole.puts + 1):
        broken = CrashingTiles(at, after=after)
        with pytest.raises(Crash):
            await fill_tiles(log, broken)
        await fill_tiles(log, broken)
        assert broken._tiles == whole._tiles, f"crash at put {at}"


async def test_filling_in_steps_is_filling_at_once() -> None:
    stepwise, at_once = MemoryTiles(), MemoryTiles()
    log = await log_of(0)
    for _ in range(30):
        await log.append(expiries(7))
        await fill_tiles(log, stepwise)
    await fill_tiles(log, at_once)
    assert stepwise._tiles == at_once._tiles
