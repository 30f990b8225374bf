"""Tokens of claims: derived, so that one can be shown again, and unguessable without the key.

The log holds a token's digest only: whoever reads the log cannot redeem what it tells of.
"""

import base64
import hmac
from hashlib import sha256
from uuid import UUID


def token_of(completion: UUID, key: bytes) -> str:
    """The token for a task that was completed by that event: 43 letters, digits, - and _."""
    mac = hmac.digest(key, b"claim/" + completion.bytes, "sha256")
    return base64.urlsafe_b64encode(mac).decode().rstrip("=")


def digest_of(token: str) -> str:
    """What the log calls the claim."""
    return sha256(token.encode()).hexdigest()
