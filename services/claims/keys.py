"""The hub's key for claims: made once, kept outside the log, the same for every process."""

import secrets

from events.eventlog import PostgresEventLog

NAME = "claims"
KEY_SIZE = 32

_MAKE = "INSERT INTO hub_keys (name, key) VALUES (%s, %s) ON CONFLICT DO NOTHING"
_FIND = "SELECT key FROM hub_keys WHERE name = %s"


async def claim_key(log: PostgresEventLog) -> bytes:
    """The key, made if there is none yet. Raises `LogUnavailable`."""
    async with log.connection() as connection:
        await connection.execute(_MAKE, [NAME, secrets.token_bytes(KEY_SIZE)])
        found = await (await connection.execute(_FIND, [NAME])).fetchone()
    assert found is not None
    return bytes(found[0])
