"""Secrets as they are kept: what is stored cannot be turned back into what was given.

Passwords are hashed with Argon2id at the cost that RFC 9106 recommends. The secret part of an API
token is 256 random bits, which nobody guesses at any speed: its hash may be cheap. A session's
cookie is as random, and is found by its digest.
"""

import asyncio
import secrets
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from hashlib import sha256

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

PASSWORDS = PasswordHasher()
TOKENS = PasswordHasher(time_cost=1, memory_cost=8_192, parallelism=1)

AT_ONCE = 2
"""Hashes that are worked out at the same time; each takes memory and a core."""

SECRET_BYTES = 32
ID_BYTES = 8
PREFIX = "soms"

_workers = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="hashing")


@dataclass(frozen=True, slots=True)
class TokenText:
    """An API token as its owner has it: `soms_<id>_<secret>`."""

    id: str
    secret: str

    @classmethod
    def new(cls) -> "TokenText":
        return cls(secrets.token_hex(ID_BYTES), secrets.token_urlsafe(SECRET_BYTES))

    @classmethod
    def parse(cls, text: str) -> "TokenText | None":
        """None if it has not the form of one."""
        prefix, _, rest = text.partition("_")
        token_id, _, secret = rest.partition("_")
        return cls(token_id, secret) if prefix == PREFIX and token_id and secret else None

    def __str__(self) -> str:
        return f"{PREFIX}_{self.id}_{self.secret}"

    def __repr__(self) -> str:
        return f"TokenText({self.id!r}, …)"


def new_cookie() -> str:
    return secrets.token_urlsafe(SECRET_BYTES)


def digest(text: str) -> bytes:
    """Of what is random and long."""
    return sha256(text.encode()).digest()


async def hashed(hasher: PasswordHasher, secret: str) -> str:
    return await asyncio.get_running_loop().run_in_executor(_workers, hasher.hash, secret)


async def verified(hasher: PasswordHasher, kept: str | None, secret: str) -> bool:
    """Whether the secret is the one that was hashed; it takes as long where there is none."""
    return await asyncio.get_running_loop().run_in_executor(
        _workers, _verified, hasher, kept, secret
    )


def _verified(hasher: PasswordHasher, kept: str | None, secret: str) -> bool:
    try:
        held = hasher.verify(kept or _nobodys(hasher), secret)
    except (VerificationError, InvalidHashError):
        return False
    return held and kept is not None


@cache
def _nobodys(hasher: PasswordHasher) -> str:
    """The hash of a secret that nobody has."""
    return hasher.hash(secrets.token_urlsafe(SECRET_BYTES))
