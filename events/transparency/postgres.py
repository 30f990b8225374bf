"""Tiles and signed heads in Postgres, in the schema of the hub that they prove."""

from dataclasses import dataclass
from datetime import datetime
from typing import LiteralString

from events.eventlog.postgres import PostgresEventLog
from events.identity import Position
from events.transparency.tiles import HASH_SIZE, WIDTH, Tile

_TILE = "SELECT hashes FROM tiles WHERE level = %s AND index = %s"

_PUT_TILE = """
    INSERT INTO tiles (level, index, hashes) VALUES (%s, %s, %s)
    ON CONFLICT (level, index) DO UPDATE SET hashes = excluded.hashes
"""

_LAST_TILE = """
    SELECT index, length(hashes) FROM tiles WHERE level = 1 ORDER BY index DESC LIMIT 1
"""

_PUT_HEAD = """
    INSERT INTO signed_heads (position, key_id, root, signed_at, note)
    VALUES (%s, %s, %s, %s, %s)
    ON CONFLICT DO NOTHING
"""

_HEADS = """
    SELECT position, key_id, root, signed_at, note FROM signed_heads ORDER BY position, key_id
"""

NEWEST = """
    SELECT position, key_id, root, signed_at, note FROM signed_heads
    ORDER BY position DESC, key_id DESC LIMIT 1
"""
"""The last of all of them."""

COVERING = """
    SELECT position, key_id, root, signed_at, note FROM signed_heads
    WHERE position >= %s ORDER BY position, key_id LIMIT 1
"""
"""The first of all that an event at a position is in."""


@dataclass(frozen=True, slots=True)
class StoredHead:
    """A signed head as it is kept."""

    position: Position
    key_id: str
    root: bytes
    signed_at: datetime
    note: str


class PostgresTiles:
    """A `TileStore` beside a log in Postgres."""

    def __init__(self, log: PostgresEventLog) -> None:
        self._log = log

    async def tile(self, tile: Tile) -> bytes:
        async with self._log.connection() as connection:
            cursor = await connection.execute(_TILE, tile)
            found = await cursor.fetchone()
        return b"" if found is None else bytes(found[0])

    async def put(self, tile: Tile, hashes: bytes) -> None:
        async with self._log.connection() as connection:
            await connection.execute(_PUT_TILE, [*tile, hashes])

    async def filled(self) -> int:
        async with self._log.connection() as connection:
            cursor = await connection.execute(_LAST_TILE)
            found = await cursor.fetchone()
        return 0 if found is None else found[0] * WIDTH + found[1] // HASH_SIZE


class PostgresHeads:
    """The heads that were signed for a log in Postgres."""

    def __init__(self, log: PostgresEventLog) -> None:
        self._log = log

    async def keep(self, head: StoredHead) -> None:
        values = [head.position, head.key_id, head.root, head.signed_at, head.note]
        async with self._log.connection() as connection:
            await connection.execute(_PUT_HEAD, values)

    async def all(self) -> list[StoredHead]:
        """Oldest first; for whoever verifies them all."""
        return await self._read(_HEADS)

    async def newest(self) -> StoredHead | None:
        return next(iter(await self._read(NEWEST)), None)

    async def covering(self, position: Position) -> StoredHead | None:
        """The first head at or after a position; None as long as none was signed."""
        return next(iter(await self._read(COVERING, position)), None)

    async def _read(self, statement: LiteralString, *given: Position) -> list[StoredHead]:
        async with self._log.connection() as connection:
            cursor = await connection.execute(statement, given)
            rows = await cursor.fetchall()
        return [StoredHead(Position(at), key, bytes(root), *rest) for at, key, root, *rest in rows]
