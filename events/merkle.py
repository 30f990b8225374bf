"""The Merkle tree of RFC 6962 over the log: hashes, and the frontier that an append carries along.

A frontier is all that is needed to add leaves and to know the root: the roots of the perfect
subtrees that a tree of this size is made of, largest first. It is O(log n) in size.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

EMPTY_ROOT = sha256(b"").digest()


def leaf_hash(entry: bytes) -> bytes:
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


@dataclass(frozen=True, slots=True)
class Frontier:
    """The perfect subtrees of a tree of `size` leaves, largest first, 32 bytes each."""

    size: int = 0
    peaks: tuple[bytes, ...] = ()

    def extend(self, leaves: Iterable[bytes]) -> "Frontier":
        """The frontier after these leaf hashes, joined level by level."""
        nodes, peaks = list(leaves), list(self.peaks)
        size, level, new_peaks = self.size + len(nodes), 0, list[bytes]()
        while nodes:
            if self.size >> level & 1:
                nodes.insert(0, peaks.pop())
            if len(nodes) & 1:
                new_peaks.append(nodes.pop())
            pairs = zip(nodes[::2], nodes[1::2], strict=True)
            nodes = [sha256(b"\x01" + left + right).digest() for left, right in pairs]
            level += 1
        return Frontier(size, (*peaks, *reversed(new_peaks)))

    def root(self) -> bytes:
        """The tree head (RFC 6962, section 2.1)."""
        if not self.peaks:
            return EMPTY_ROOT
        root = self.peaks[-1]
        for peak in reversed(self.peaks[:-1]):
            root = node_hash(peak, root)
        return root

    def to_bytes(self) -> bytes:
        return b"".join(self.peaks)

    @classmethod
    def from_bytes(cls, size: int, stored: bytes) -> "Frontier":
        return cls(size, tuple(stored[at : at + 32] for at in range(0, len(stored), 32)))
