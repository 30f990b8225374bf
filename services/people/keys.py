"""People's keys, outside the log: the one thing that can be destroyed.

`PostgresKeys` keeps them in a table beside the log; `MemoryKeys` is its twin for tests.
"""

import secrets
from collections.abc import Collection, Mapping
from typing import Protocol

from events.eventlog import PostgresEventLog
from services.people.sealing import new_key

_MAKE = "INSERT INTO person_keys (key_id, key) VALUES (%s, %s)"
_FIND = "SELECT key_id, key FROM person_keys WHERE key_id = ANY(%s) AND key IS NOT NULL"
_COPY = "SELECT key_id, key FROM person_keys WHERE key IS NOT NULL ORDER BY made_at, key_id"
_PUT_BACK = "INSERT INTO person_keys (key_id, key) VALUES (%s, %s) ON CONFLICT DO NOTHING"
_DESTROYED = "SELECT key_id FROM person_keys WHERE key IS NULL"
_DESTROY = "SELECT destroy_key(%s)"


class Keys(Protocol):
    """Where the keys are."""

    async def make(self) -> tuple[str, bytes]:
        """A new key and its id."""
        ...

    async def find(self, key_ids: Collection[str]) -> dict[str, bytes]:
        """Those of the keys that are there."""
        ...

    async def destroy(self, key_id: str) -> None:
        """Remove a key for good; nothing happens where there is none."""
        ...

    async def destroyed(self) -> set[str]:
        """The ids of all keys that were destroyed."""
        ...

    async def copied(self) -> dict[str, bytes]:
        """All keys that there are."""
        ...

    async def put_back(self, keys: Mapping[str, bytes]) -> None:
        """Take over copied keys; what was destroyed here stays so."""
        ...


def new_key_id() -> str:
    """Says nothing about the person."""
    return secrets.token_hex(16)


class PostgresKeys:
    """Keys in the hub's schema. Everything raises `LogUnavailable`."""

    def __init__(self, log: PostgresEventLog) -> None:
        self._log = log

    async def make(self) -> tuple[str, bytes]:
        key_id, key = new_key_id(), new_key()
        async with self._log.connection() as connection:
            await connection.execute(_MAKE, [key_id, key])
        return key_id, key

    async def find(self, key_ids: Collection[str]) -> dict[str, bytes]:
        if not key_ids:
            return {}
        async with self._log.connection() as connection:
            cursor = await connection.execute(_FIND, [list(key_ids)])
            return {key_id: bytes(key) async for key_id, key in cursor}

    async def destroy(self, key_id: str) -> None:
        async with self._log.connection() as connection:
            await connection.execute(_DESTROY, [key_id])

    async def destroyed(self) -> set[str]:
        async with self._log.connection() as connection:
            cursor = await connection.execute(_DESTROYED)
            return {key_id async for (key_id,) in cursor}

    async def copied(self) -> dict[str, bytes]:
        async with self._log.connection() as connection:
            cursor = await connection.execute(_COPY)
            return {key_id: bytes(key) async for key_id, key in cursor}

    async def put_back(self, keys: Mapping[str, bytes]) -> None:
        async with self._log.connection() as connection, connection.transaction():
            for key_id, key in keys.items():
                await connection.execute(_PUT_BACK, [key_id, key])


class MemoryKeys:
    """Keys in memory."""

    def __init__(self) -> None:
        self._keys: dict[str, bytes | None] = {}

    async def make(self) -> tuple[str, bytes]:
        key_id, key = new_key_id(), new_key()
        self._keys[key_id] = key
        return key_id, key

    async def find(self, key_ids: Collection[str]) -> dict[str, bytes]:
        found = {key_id: self._keys.get(key_id) for key_id in key_ids}
        return {key_id: key for key_id, key in found.items() if key is not None}

    async def destroy(self, key_id: str) -> None:
        if key_id in self._keys:
            self._keys[key_id] = None

    async def destroyed(self) -> set[str]:
        return {key_id for key_id, key in self._keys.items() if key is None}

    async def copied(self) -> dict[str, bytes]:
        return {key_id: key for key_id, key in self._keys.items() if key is not None}

    async def put_back(self, keys: Mapping[str, bytes]) -> None:
        self._keys = {**keys, **self._keys}
