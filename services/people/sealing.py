"""Sealing: AES-256-GCM under a key of the person's own, bound to the field that it fills.

What is sealed is padded first, so that not even the length of a name outlives its key. A text that
was sealed for one field or with one key cannot be passed off as another.
"""

import base64
import binascii
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from events.errors import SomsError
from events.people import Sealed

KEY_BYTES = 32
NONCE_BYTES = 12
BLOCK = 64
"""Bytes; what is sealed is padded to a multiple of it."""

_END = b"\x80"
"""Comes after the text, and before the padding."""


class CannotOpen(SomsError):
    """The key is not the one that it was sealed with, or the text was changed since."""

    def __init__(self, key_id: str) -> None:
        super().__init__(f"what is sealed with key {key_id} cannot be opened")
        self.key_id = key_id


def new_key() -> bytes:
    return AESGCM.generate_key(KEY_BYTES * 8)


def seal(text: str, key_id: str, key: bytes, field: str) -> Sealed:
    """The text, readable with the key only."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    hidden = AESGCM(key).encrypt(nonce, _padded(text.encode()), _bound_to(key_id, field))
    return Sealed(key_id=key_id, ciphertext=base64.b64encode(nonce + hidden).decode())


def unseal(sealed: Sealed, key: bytes, field: str) -> str:
    """The text that was sealed for this field. Raises `CannotOpen`."""
    try:
        body = base64.b64decode(sealed.ciphertext, validate=True)
        nonce, hidden = body[:NONCE_BYTES], body[NONCE_BYTES:]
        padded = AESGCM(key).decrypt(nonce, hidden, _bound_to(sealed.key_id, field))
        return padded.rpartition(_END)[0].decode()
    except (InvalidTag, ValueError, binascii.Error):
        raise CannotOpen(sealed.key_id) from None


def _bound_to(key_id: str, field: str) -> bytes:
    return f"{key_id}/{field}".encode()


def _padded(text: bytes) -> bytes:
    ended = text + _END
    return ended + bytes(-len(ended) % BLOCK)
