"""Keys of rows: bounded, since devices choose topics and names, and no index takes any length."""

from hashlib import sha256

KEY_LIMIT = 2_000
"""Bytes of a key at most. A Postgres index entry holds 2,704, with what stands beside the key."""

_DIGEST_LENGTH = 64


def bounded(key: str) -> str:
    """The key; if it is too long its beginning, and a digest that tells it from all others."""
    encoded = key.encode()
    if len(encoded) <= KEY_LIMIT:
        return key
    kept = encoded[: KEY_LIMIT - _DIGEST_LENGTH - 1].decode(errors="ignore")
    return f"{kept}~{sha256(encoded).hexdigest()}"
