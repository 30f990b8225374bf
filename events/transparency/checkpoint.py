"""Signed tree heads in the formats that transparency logs share, so that any witness can read ours.

A checkpoint (C2SP tlog-checkpoint) is a signed note: origin, size and root on three lines, a blank
line, and one line for each signature. Keys have the forms of Go's note package: a verifier key is
`name+hash+base64`, a signing key has `PRIVATE+KEY+` before that. Signatures are Ed25519.
"""

import base64
import binascii
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from events.errors import InvalidProof

_ED25519 = b"\x01"
_PRIVATE = "PRIVATE+KEY+"
_DASH = "\u2014 "


def origin_of(hub: str) -> str:
    """The name under which a hub's log is known."""
    return f"soms/{hub}"


@dataclass(frozen=True, slots=True)
class TreeHead:
    """What a checkpoint states: this log had this root at this size."""

    origin: str
    size: int
    root: bytes

    def text(self) -> str:
        """The lines that are signed."""
        return f"{self.origin}\n{self.size}\n{_base64(self.root)}\n"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Raises `InvalidProof`; extension lines after the third are allowed."""
        lines = text.split("\n")
        if len(lines) < 4 or lines[-1] or not lines[0]:
            raise InvalidProof("a checkpoint has an origin, a size and a root, each on a line")
        origin, size, root = lines[:3]
        if not (size.isascii() and size.isdecimal()) or (size != "0" and size.startswith("0")):
            raise InvalidProof(f"size {size!r} is not a number")
        return cls(origin, int(size), _decoded(root, "root", 32))


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """A public key with the name of who signs with it."""

    name: str
    public: bytes

    def __str__(self) -> str:
        return f"{self.name}+{self.key_hash.hex()}+{_base64(_ED25519 + self.public)}"

    @property
    def key_hash(self) -> bytes:
        """Four bytes that say which key made a signature."""
        return sha256(self.name.encode() + b"\n" + _ED25519 + self.public).digest()[:4]

    @property
    def key_id(self) -> str:
        return self.key_hash.hex()

    @classmethod
    def parse(cls, text: str) -> Self:
        name, public = _key_parts(text.strip())
        key = cls(name, public)
        if text.strip() != str(key):
            raise InvalidProof("the verifier key's hash is not that of its key")
        return key

    def verify(self, note: str) -> TreeHead:
        """The head that this key signed. Raises `InvalidProof` if it signed none here."""
        text, separator, signatures = note.rpartition("\n\n")
        if not separator:
            raise InvalidProof("a signed note has a blank line before its signatures")
        text += "\n"
        for line in signatures.splitlines():
            signature = self._signature(line)
            if signature is not None:
                self.require(text, signature)
                return TreeHead.parse(text)
        raise InvalidProof(f"no signature of {self.name} with key {self.key_id}")

    def signed(self, note: str) -> bool:
        """Whether a signature of the note names this key; `verify` tells whether it holds."""
        signatures = note.rpartition("\n\n")[2].splitlines()
        return any(self._signature(line) is not None for line in signatures)

    def require(self, text: str, signature: bytes) -> None:
        """Raises `InvalidProof` unless it is this key's signature of the text."""
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, text.encode())
        except InvalidSignature:
            raise InvalidProof(f"the signature of {self.name} is not of this text") from None

    def _signature(self, line: str) -> bytes | None:
        dashed, _, encoded = line.rpartition(" ")
        if dashed != _DASH + self.name:
            return None
        signature = _decoded(encoded, "signature", 68)
        return signature[4:] if signature[:4] == self.key_hash else None


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A private key with the name of who signs with it; never shown."""

    name: str
    seed: bytes = field(repr=False)

    @classmethod
    def generate(cls, name: str) -> Self:
        return cls(name, Ed25519PrivateKey.generate().private_bytes_raw())

    @classmethod
    def parse(cls, text: str) -> Self:
        """From the form that `encoded` gives. Raises `InvalidProof`, without the key in it."""
        if not text.startswith(_PRIVATE):
            raise InvalidProof(f"a signing key begins with {_PRIVATE!r}")
        name, seed = _key_parts(text.strip().removeprefix(_PRIVATE))
        return cls(name, seed)

    def encoded(self) -> str:
        """The key itself, for a file that only its owner can read."""
        return f"{_PRIVATE}{self.name}+{self.verifier.key_id}+{_base64(_ED25519 + self.seed)}"

    @property
    def verifier(self) -> VerifierKey:
        public = Ed25519PrivateKey.from_private_bytes(self.seed).public_key()
        return VerifierKey(self.name, public.public_bytes_raw())

    def signature(self, text: str) -> bytes:
        return Ed25519PrivateKey.from_private_bytes(self.seed).sign(text.encode())

    def sign(self, head: TreeHead) -> str:
        """The signed note."""
        text = head.text()
        signed = self.verifier.key_hash + self.signature(text)
        return f"{text}\n{_DASH}{self.name} {_base64(signed)}\n"


def _key_parts(text: str) -> tuple[str, bytes]:
    name, _, rest = text.partition("+")
    _, _, encoded = rest.partition("+")
    if not name or not encoded or any(letter.isspace() for letter in name):
        raise InvalidProof("a key reads name+hash+base64")
    key = _decoded(encoded, "key", 33)
    if key[:1] != _ED25519:
        raise InvalidProof("the key is not an Ed25519 key")
    return name, key[1:]


def _base64(value: bytes) -> str:
    return base64.b64encode(value).decode()


def _decoded(text: str, what: str, size: int) -> bytes:
    try:
        value = base64.b64decode(text, validate=True)
    except binascii.Error:
        raise InvalidProof(f"{what} is not base64") from None
    if len(value) != size:
        raise InvalidProof(f"{what} has {len(value)} bytes, must have {size}")
    return value
