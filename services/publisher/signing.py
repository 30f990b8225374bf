"""A signed head: what it states, how it is made, how it is published; and the key that signs.

The key comes from the environment, or from a file that only its owner can read, made on first use.
"""

import base64
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import orjson

from events.entry import timestamp
from events.envelope import Recorded
from events.eventlog.protocol import Head
from events.identity import Position
from events.log import HeadSigned
from events.transparency.checkpoint import SigningKey, TreeHead, origin_of
from events.transparency.postgres import StoredHead
from services.settings import Settings

KEY_FILE = "signing.key"
VERIFIER_FILE = "signing.pub"
"""The verifier key, for whoever wants to check."""


@dataclass(frozen=True, slots=True)
class SignedHead:
    """A head with its signature."""

    hub: str
    position: Position
    root: bytes
    time: datetime
    key_id: str
    signature: str
    """Base64, over the text of the checkpoint."""
    note: str = ""
    """The whole C2SP checkpoint."""

    def to_json(self) -> bytes:
        """As it is published."""
        return orjson.dumps(
            {
                "hub": self.hub,
                "position": self.position,
                "root": base64.b64encode(self.root).decode(),
                "time": timestamp(self.time),
                "key_id": self.key_id,
                "signature": self.signature,
            }
        )

    def stored(self) -> StoredHead:
        """As it is kept."""
        return StoredHead(self.position, self.key_id, self.root, self.time, self.note)


def sign(head: Head, key: SigningKey, time: datetime) -> SignedHead:
    stated = TreeHead(origin_of(head.hub), head.position, head.root)
    return SignedHead(
        hub=head.hub,
        position=head.position,
        root=head.root,
        time=time,
        key_id=key.verifier.key_id,
        signature=base64.b64encode(key.signature(stated.text())).decode(),
        note=key.sign(stated),
    )


def head_of(event: Recorded, hub: str) -> SignedHead:
    """The head that a `log.head_signed` tells of."""
    data = event.data
    if not isinstance(data, HeadSigned):
        raise TypeError(f"{event.type} is not about a signed head")
    root = base64.b64decode(data.root)
    position = Position(data.position)
    return SignedHead(hub, position, root, event.time, data.key_id, data.signature)


def signing_key(settings: Settings) -> SigningKey:
    """The key that the settings hold, else the one in the data folder. Raises `InvalidProof`."""
    if settings.signing_key is not None:
        return SigningKey.parse(settings.signing_key.get_secret_value())
    kept = settings.data / KEY_FILE
    return SigningKey.parse(kept.read_text()) if kept.exists() else _made(kept, settings.hub)


def _made(kept: Path, hub: str) -> SigningKey:
    key = SigningKey.generate(origin_of(hub))
    kept.parent.mkdir(parents=True, exist_ok=True)
    kept.touch(mode=0o600, exist_ok=False)
    kept.write_text(key.encoded() + "\n")
    kept.with_name(VERIFIER_FILE).write_text(f"{key.verifier}\n")
    return key
