"""The log about itself: what it could not understand, and the heads that it signed."""

from typing import Literal

from events.payload import Payload

PAYLOAD_LIMIT = 1_024
"""Bytes of a rejected message that are kept, at most."""


class MessageRejected(Payload, exogenous=True):
    """A message that no dialect understands, or that breaks its schema."""

    topic: str
    reason: str
    """Names the field, the value and what is allowed."""
    dialect: str | None = None
    """The dialect that claimed the topic, if one did."""
    payload: str
    """The first bytes of the message, base64 where they are not text."""
    encoding: Literal["utf-8", "base64"] = "utf-8"
    size: int
    """Bytes in the whole message."""


class HeadSigned(Payload, exogenous=True):
    """The tree head at a position was signed and published."""

    position: int
    root: str
    """Merkle root over positions 1 … `position`, base64."""
    key_id: str
    signature: str
    """Ed25519 over the C2SP checkpoint text, base64."""
