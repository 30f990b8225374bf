"""What was ever claimed about a log's roots, and whether those who claimed it signed it.

A claim comes from the heads kept beside the log, from the log's own `log.head_signed`, or from
outside: a head that somebody kept. With keys, a claim counts for what was signed, whatever is
stored beside it; without, it is compared all the same.
"""

import base64
import binascii
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import NamedTuple, Self

import orjson

from events.envelope import Recorded
from events.errors import InvalidProof, SomsError, UnknownKey
from events.log import HeadSigned
from events.transparency.checkpoint import TreeHead, VerifierKey, origin_of
from events.transparency.verification import Verification


class Claim(NamedTuple):
    """That the log's first events had this root, and who says so."""

    root: bytes
    where: str


@dataclass(frozen=True, slots=True)
class OutsideHead:
    """A head that was kept elsewhere: a C2SP checkpoint, or what `soms/log/head` says."""

    head: TreeHead
    note: str = ""
    key_id: str = ""
    signature: bytes = b""


class Keys:
    """The public keys that heads may be signed with. None at all: signatures are not checked.

    Unless they are `complete`, a head may have another; its root is compared all the same.
    """

    def __init__(self, keys: Iterable[VerifierKey] = (), *, complete: bool = True) -> None:
        self._keys = {key.key_id: key for key in keys}
        self.complete = complete

    @classmethod
    def parse(cls, text: str, *, complete: bool = True) -> Self:
        """One key a line. Raises `InvalidProof`."""
        lines = (line for line in text.splitlines() if line.strip())
        return cls(map(VerifierKey.parse, lines), complete=complete)

    def __bool__(self) -> bool:
        return bool(self._keys)

    def __or__(self, other: "Keys") -> "Keys":
        both = [*self._keys.values(), *other._keys.values()]
        return Keys(both, complete=self.complete and other.complete)

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(self._keys)

    def check(self, head: TreeHead, key_id: str, signature: bytes) -> None:
        """Raises `InvalidProof` unless that key made the signature."""
        self._key(key_id).require(head.text(), signature)

    def read(self, note: str, key_id: str) -> TreeHead:
        """What that key signed. Raises `InvalidProof`."""
        return self._key(key_id).verify(note)

    def read_any(self, note: str) -> TreeHead:
        """What one of the keys signed. Raises `InvalidProof`."""
        for key in self._keys.values():
            if key.signed(note):
                return key.verify(note)
        raise UnknownKey("signed with none of the keys given")

    def _key(self, key_id: str) -> VerifierKey:
        if key_id not in self._keys:
            raise UnknownKey(f"signed with key {key_id!r:.20}, which is none of those given")
        return self._keys[key_id]


class Claims:
    """Claims by size. What is wrong with one in itself is told the verification at once."""

    def __init__(self, keys: Keys, result: Verification) -> None:
        self.by_size: dict[int, list[Claim]] = {}
        self._keys = keys
        self._result = result
        self._unchecked: set[int] = set()
        result.keys = keys.ids

    def add_kept(self, position: int, root: bytes, key_id: str, note: str) -> None:
        """A head kept beside the log, with its note."""
        self._add(position, root, "the head kept beside the log")
        if not self._keys:
            return
        try:
            with self._checking(position):
                stated = self._keys.read(note, key_id)
                if (stated.size, stated.root) != (position, root):
                    self._result.fail(position, "the head kept here is not what its note signs")
                self._add(stated.size, stated.root, "the signed note")
        except InvalidProof as error:
            self._result.fail(position, f"the note of the head kept here: {error.reason}")

    def add_told(self, event: Recorded) -> None:
        """A head that the log itself tells of."""
        try:
            data = event.data
            if not isinstance(data, HeadSigned):
                return
            root = base64.b64decode(data.root, validate=True)
            if self._keys:
                head = TreeHead(origin_of(event.subject.name), data.position, root)
                signature = base64.b64decode(data.signature, validate=True)
                with self._checking(head.size):
                    self._keys.check(head, data.key_id, signature)
        except (SomsError, binascii.Error) as error:
            why = error.reason if isinstance(error, InvalidProof) else error
            self._result.fail(event.position, f"the signed head told here: {why}")
            return
        if not 0 <= data.position < event.position:
            self._result.fail(event.position, "the signed head told here is none of the past")
        self._add(data.position, root, f"the head told at {event.position}")

    def add_outside(self, heads: Iterable[OutsideHead]) -> None:
        """Heads from elsewhere, once the log's own are here: those are counted, these are not."""
        self._result.signed_heads = len(self.by_size)
        for given in heads:
            self._add_given(given)

    def _add_given(self, given: OutsideHead) -> None:
        head = given.head
        if self._keys:
            try:
                with self._checking(head.size):
                    if given.note:
                        head = self._keys.read_any(given.note)
                    else:
                        self._keys.check(head, given.key_id, given.signature)
            except InvalidProof as error:
                self._result.fail(head.size, f"the head given: {error.reason}")
                return
        self._add(head.size, head.root, "the head given")

    @contextmanager
    def _checking(self, size: int) -> Iterator[None]:
        """Count a signature that holds, and a head whose key may well be one that is missing."""
        try:
            yield
        except UnknownKey:
            if self._keys.complete:
                raise
            self._unchecked.add(size)
            self._result.heads_unchecked = len(self._unchecked)
        else:
            self._result.signatures_checked += 1

    def _add(self, size: int, root: bytes, where: str) -> None:
        claims = self.by_size.setdefault(size, [])
        if all(claim.root != root for claim in claims):
            claims.append(Claim(root, where))


def read_head(text: str) -> OutsideHead:
    """A head that was kept, in either form. Raises `InvalidProof` if it is neither."""
    if not text.lstrip().startswith("{"):
        stated, separator, _ = text.rpartition("\n\n")
        if not separator:
            raise InvalidProof("a head is a C2SP checkpoint or the JSON of soms/log/head")
        return OutsideHead(TreeHead.parse(f"{stated}\n"), note=text)
    try:
        said = orjson.loads(text)
        root = base64.b64decode(said["root"], validate=True)
        signature = base64.b64decode(said["signature"], validate=True)
        head = TreeHead(origin_of(str(said["hub"])), int(said["position"]), root)
    except (KeyError, TypeError, ValueError):
        raise InvalidProof("not a head: hub, position, root, key_id and signature") from None
    return OutsideHead(head, key_id=str(said.get("key_id")), signature=signature)
