"""A proof of one event in one file: the event, the path to the root, and the head that was signed.

Whoever has the verifier key can check it with nothing else: no database, no network, not even the
log. `soms-proof/1` is a JSON object: `event` is the CloudEvent as a text, verbatim; `size` and
`path` (base64, the nearest sibling first) are the inclusion proof; `checkpoint` is the signed note.
"""

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import orjson

from events.cloudevents import decode, encode
from events.envelope import Recorded
from events.errors import InvalidCloudEvent, InvalidProof
from events.eventlog.prepared import leaf_of
from events.transparency.checkpoint import TreeHead
from events.transparency.claims import Keys
from events.transparency.proofs import verify_inclusion

FORMAT = "soms-proof/1"
PATH_LIMIT = 64
"""Steps; no tree is higher."""


@dataclass(frozen=True, slots=True)
class ProofFile:
    """An event with all that proves it."""

    event: Recorded
    path: Sequence[bytes]
    checkpoint: str

    def as_json(self) -> bytes:
        content = {
            "format": FORMAT,
            "event": encode(self.event).decode(),
            "path": [base64.b64encode(one).decode() for one in self.path],
            "checkpoint": self.checkpoint,
        }
        return orjson.dumps(content, option=orjson.OPT_INDENT_2) + b"\n"

    @classmethod
    def parse(cls, text: bytes) -> Self:
        """Raises `InvalidProof` for anything that is no proof file."""
        try:
            content = orjson.loads(text)
        except orjson.JSONDecodeError:
            raise InvalidProof("a proof file is a JSON object") from None
        if not isinstance(content, dict) or content.get("format") != FORMAT:
            raise InvalidProof(f"format must be {FORMAT!r}")
        event, path, checkpoint = (content.get(name) for name in ("event", "path", "checkpoint"))
        if not isinstance(event, str) or not isinstance(checkpoint, str):
            raise InvalidProof("event and checkpoint must be texts")
        if not isinstance(path, list) or len(path) > PATH_LIMIT:
            raise InvalidProof(f"path must be a list of at most {PATH_LIMIT} hashes")
        return cls(_event(event), [_hash(one) for one in path], checkpoint)

    def check(self, keys: Keys) -> TreeHead:
        """The signed head that the event is proved by. Raises `InvalidProof`."""
        head = keys.read_any(self.checkpoint)
        index = self.event.position - 1
        verify_inclusion(leaf_of(self.event), index, head.size, self.path, head.root)
        return head


def _event(line: str) -> Recorded:
    try:
        return decode(line.encode())
    except (InvalidCloudEvent, UnicodeEncodeError) as error:
        raise InvalidProof(f"event: {error}") from None


def _hash(text: object) -> bytes:
    try:
        value = base64.b64decode(text, validate=True) if isinstance(text, str) else b""
    except binascii.Error:
        value = b""
    if len(value) != 32:
        raise InvalidProof("path: each step is 32 bytes in base64")
    return value
