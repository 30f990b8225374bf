"""What people and programs prove themselves with, in tables beside the log, as hashes only.

These are no events: a log keeps everything for ever, and a hash of a password is worth guessing at
for ever. Losing them costs new passwords and nothing else. Everything raises `LogUnavailable`.
"""

# ruff: noqa: S105  (the names of statements, not secrets)

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from events.eventlog import PostgresEventLog

_SET_PASSWORD = """
    INSERT INTO passwords (person, hash) VALUES (%s, %s)
    ON CONFLICT (person) DO UPDATE SET hash = EXCLUDED.hash, changed_at = now()
"""
_PASSWORD = "SELECT hash FROM passwords WHERE person = %s"

_KEEP_TOKEN = """
    INSERT INTO api_tokens (id, person, label, hash, expires_at) VALUES (%s, %s, %s, %s, %s)
    RETURNING made_at
"""
_TOKEN = """
    SELECT id, person, label, hash, made_at, expires_at FROM api_tokens
    WHERE id = %s AND (expires_at IS NULL OR expires_at > now())
"""
_TOKENS = """
    SELECT id, person, label, hash, made_at, expires_at FROM api_tokens
    WHERE person = COALESCE(%s, person) ORDER BY made_at, id
"""
_DROP_TOKEN = "DELETE FROM api_tokens WHERE id = %s"

_OPEN_SESSION = "INSERT INTO sessions (digest, person, expires_at) VALUES (%s, %s, %s)"
_SESSION = "SELECT person, expires_at FROM sessions WHERE digest = %s AND expires_at > now()"
_CLOSE_SESSION = "DELETE FROM sessions WHERE digest = %s"
_CLOSE_SESSIONS = "DELETE FROM sessions WHERE person = %s AND digest <> %s"
_DROP_EXPIRED = "DELETE FROM sessions WHERE expires_at <= now()"

_FORGET = (
    "DELETE FROM passwords WHERE person = ANY(%s)",
    "DELETE FROM api_tokens WHERE person = ANY(%s)",
    "DELETE FROM sessions WHERE person = ANY(%s)",
)


@dataclass(frozen=True, slots=True)
class Token:
    """An API token as it is kept."""

    id: str
    person: int
    label: str
    hash: str
    made_at: datetime
    expires_at: datetime | None


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody is signed in, until then."""

    person: int
    expires_at: datetime


class Credentials:
    """The tables of one hub."""

    def __init__(self, log: PostgresEventLog) -> None:
        self._log = log

    async def set_password(self, person: int, password_hash: str) -> None:
        async with self._log.connection() as connection:
            await connection.execute(_SET_PASSWORD, [person, password_hash])

    async def password(self, person: int) -> str | None:
        """The hash, if there is one."""
        async with self._log.connection() as connection:
            found = await (await connection.execute(_PASSWORD, [person])).fetchone()
        return None if found is None else str(found[0])

    async def keep_token(
        self, token_id: str, person: int, label: str, token_hash: str, expires_at: datetime | None
    ) -> Token:
        async with self._log.connection() as connection:
            values = [token_id, person, label, token_hash, expires_at]
            made = await (await connection.execute(_KEEP_TOKEN, values)).fetchone()
        assert made is not None
        return Token(token_id, person, label, token_hash, made[0], expires_at)

    async def token(self, token_id: str) -> Token | None:
        """One that is still good."""
        async with self._log.connection() as connection:
            found = await (await connection.execute(_TOKEN, [token_id])).fetchone()
        return None if found is None else Token(*found)

    async def tokens(self, person: int | None) -> list[Token]:
        """All of one person, or of everybody."""
        async with self._log.connection() as connection:
            cursor = await connection.execute(_TOKENS, [person])
            return [Token(*row) async for row in cursor]

    async def drop_token(self, token_id: str) -> None:
        async with self._log.connection() as connection:
            await connection.execute(_DROP_TOKEN, [token_id])

    async def open_session(self, digest: bytes, session: Session) -> None:
        async with self._log.connection() as connection:
            await connection.execute(_DROP_EXPIRED)
            values = [digest, session.person, session.expires_at]
            await connection.execute(_OPEN_SESSION, values)

    async def session(self, digest: bytes) -> Session | None:
        """One that has not expired."""
        async with self._log.connection() as connection:
            found = await (await connection.execute(_SESSION, [digest])).fetchone()
        return None if found is None else Session(*found)

    async def close_session(self, digest: bytes) -> None:
        async with self._log.connection() as connection:
            await connection.execute(_CLOSE_SESSION, [digest])

    async def close_sessions(self, person: int, but: bytes = b"") -> None:
        """All of a person, but one."""
        async with self._log.connection() as connection:
            await connection.execute(_CLOSE_SESSIONS, [person, but])

    async def forget(self, people: Collection[int]) -> None:
        """Everything of these people."""
        async with self._log.connection() as connection, connection.transaction():
            for statement in _FORGET:
                await connection.execute(statement, [list(people)])
