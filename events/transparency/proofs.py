"""Merkle proofs of RFC 6962: this event is in the log; this log extends that one.

Which nodes a proof needs is decided first, so that a store can fetch them together; a node is
(height, index), the root of the perfect subtree of 2^height leaves that begins at leaf
index × 2^height. Verifying takes nothing but the proof.
"""

from collections.abc import Iterator, Mapping, Sequence

from events.errors import InvalidProof
from events.merkle import EMPTY_ROOT, node_hash

Node = tuple[int, int]
"""Height and index of a perfect subtree."""

Span = tuple[int, int]
"""Leaves from the first up to, not including, the second."""


def inclusion_spans(index: int, size: int) -> list[Span]:
    """The subtrees whose roots prove leaf `index` (from 0) in a tree of `size` leaves."""
    if not 0 <= index < size:
        raise InvalidProof(f"leaf {index} is not in a tree of {size}")
    return list(_path(index, 0, size))


def _path(index: int, start: int, end: int) -> Iterator[Span]:
    """RFC 6962 section 2.1.1, the sibling nearest to the leaf first."""
    if end - start == 1:
        return
    middle = start + _split(end - start)
    if index < middle:
        yield from _path(index, start, middle)
        yield middle, end
    else:
        yield from _path(index, middle, end)
        yield start, middle


def consistency_spans(old: int, new: int) -> list[Span]:
    """The subtrees whose roots prove that the tree of `new` leaves extends that of `old`."""
    if not 0 <= old <= new:
        raise InvalidProof(f"a tree of {new} leaves cannot extend one of {old}")
    return [] if old in (0, new) else list(_subproof(old, 0, new, known=True))


def _subproof(old: int, start: int, end: int, *, known: bool) -> Iterator[Span]:
    """RFC 6962 section 2.1.2; `known` while the old tree's root is one of ours."""
    if old == end:
        if not known:
            yield start, end
        return
    middle = start + _split(end - start)
    if old <= middle:
        yield from _subproof(old, start, middle, known=known)
        yield middle, end
    else:
        yield from _subproof(old, middle, end, known=False)
        yield start, middle


def _split(size: int) -> int:
    """The largest power of two below `size`."""
    return 1 << ((size - 1).bit_length() - 1)


def nodes_of(span: Span) -> list[Node]:
    """The perfect subtrees that a span is made of, left to right."""
    start, end = span
    nodes: list[Node] = []
    while start < end:
        height = (end - start).bit_length() - 1
        if start:
            height = min(height, (start & -start).bit_length() - 1)
        nodes.append((height, start >> height))
        start += 1 << height
    return nodes


def span_root(span: Span, nodes: Mapping[Node, bytes]) -> bytes:
    """The root of a span from the roots of its perfect subtrees."""
    *left, root = [nodes[node] for node in nodes_of(span)]
    for peak in reversed(left):
        root = node_hash(peak, root)
    return root


def verify_inclusion(
    leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes
) -> None:
    """Raises `InvalidProof` unless `leaf` is at `index` in the tree (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size:
        raise InvalidProof(f"leaf {index} is not in a tree of {size}")
    computed = leaf
    for sibling, is_left in _climb(index, size - 1, proof):
        computed = node_hash(sibling, computed) if is_left else node_hash(computed, sibling)
    if computed != root:
        raise InvalidProof("the proof leads to another root")


def _climb(node: int, last: int, proof: Sequence[bytes]) -> Iterator[tuple[bytes, bool]]:
    """Each sibling from a node up to the root, and whether it stands on the left."""
    for sibling in proof:
        if last == 0:
            raise InvalidProof("the proof is too long")
        is_left = bool(node & 1) or node == last
        yield sibling, is_left
        while is_left and not node & 1 and node:
            node, last = node >> 1, last >> 1
        node, last = node >> 1, last >> 1
    if last:
        raise InvalidProof("the proof is too short")


def verify_consistency(
    old: int, new: int, proof: Sequence[bytes], old_root: bytes, new_root: bytes
) -> None:
    """Raises `InvalidProof` unless the new tree extends the old one (RFC 9162, 2.1.4.2)."""
    if not 0 <= old <= new:
        raise InvalidProof(f"a tree of {new} leaves cannot extend one of {old}")
    if old in (0, new):
        _verify_trivial(old, new, proof, old_root, new_root)
        return
    path = list(proof) if old & (old - 1) else [old_root, *proof]
    if not path:
        raise InvalidProof("the proof is too short")
    node, last = old - 1, new - 1
    while node & 1:
        node, last = node >> 1, last >> 1
    first = second = path[0]
    for sibling, is_left in _climb(node, last, path[1:]):
        first = node_hash(sibling, first) if is_left else first
        second = node_hash(sibling, second) if is_left else node_hash(second, sibling)
    if first != old_root or second != new_root:
        raise InvalidProof("the proof leads to other roots")


def _verify_trivial(
    old: int, new: int, proof: Sequence[bytes], old_root: bytes, new_root: bytes
) -> None:
    if proof:
        raise InvalidProof("the proof is too long")
    if old == 0 and old_root != EMPTY_ROOT:
        raise InvalidProof("the empty tree has another root")
    if old == new and old_root != new_root:
        raise InvalidProof("two roots for one size")
