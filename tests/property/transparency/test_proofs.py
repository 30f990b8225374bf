"""Merkle proofs against an independent implementation (pymerkle), for trees of every small size."""

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pymerkle import InmemoryTree
from pymerkle import verify_consistency as oracle_consistency
from pymerkle import verify_inclusion as oracle_inclusion

from events.errors import InvalidProof
from events.merkle import Frontier, leaf_hash
from events.transparency.proofs import (
    Span,
    consistency_spans,
    inclusion_spans,
    nodes_of,
    span_root,
    verify_consistency,
    verify_inclusion,
)

SIZES = st.integers(1, 300)


def entries(size: int) -> list[bytes]:
    return [f"entry {number}".encode() for number in range(size)]


def root(size: int) -> bytes:
    return Frontier().extend(map(leaf_hash, entries(size))).root()


def proof(spans: list[Span]) -> list[bytes]:
    return [_span_root(span) for span in spans]


def _span_root(span: Span) -> bytes:
    leaves = [leaf_hash(entry) for entry in entries(span[1])]
    nodes = {
        (height, index): Frontier().extend(leaves[index << height : (index + 1) << height]).root()
        for height, index in nodes_of(span)
    }
    return span_root(span, nodes)


def oracle(size: int) -> InmemoryTree:
    tree = InmemoryTree(algorithm="sha256")
    for entry in entries(size):
        tree.append_entry(entry)
    return tree


@given(SIZES)
def test_the_frontier_has_the_root_that_the_oracle_has(size: int) -> None:
    assert root(size) == oracle(size).get_root()


@given(SIZES, st.data())
def test_every_leaf_is_proved_and_the_oracle_has_the_same_proof(
    size: int, data: st.DataObject
) -> None:
    index = data.draw(st.integers(0, size - 1))
    path = proof(inclusion_spans(index, size))
    verify_inclusion(leaf_hash(entries(size)[index]), index, size, path, root(size))
    theirs = oracle(size).prove_inclusion(index + 1)
    assert set(path) <= {bytes(node) for node in theirs.path}
    oracle_inclusion(leaf_hash(entries(size)[index]), root(size), theirs)


@given(SIZES, SIZES)
def test_every_tree_is_proved_to_extend_every_smaller_one(one: int, other: int) -> None:
    old, new = sorted((one, other))
    path = proof(consistency_spans(old, new))
    verify_consistency(old, new, path, root(old), root(new))
    theirs = oracle(new).prove_consistency(old, new)
    oracle_consistency(root(old), root(new), theirs)


@given(SIZES, st.data())
def test_a_doctored_inclusion_proof_does_not_hold(size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, size - 1))
    path = proof(inclusion_spans(index, size))
    leaf = leaf_hash(entries(size)[index])
    with pytest.raises(InvalidProof):
        verify_inclusion(leaf_hash(b"forged"), index, size, path, root(size))
    with pytest.raises(InvalidProof):
        verify_inclusion(leaf, index, size, [*path, leaf], root(size))
    if path:
        with pytest.raises(InvalidProof):
            verify_inclusion(leaf, index, size, path[:-1], root(size))


@given(st.integers(2, 300), st.data())
def test_a_rewritten_history_has_no_consistency_proof(new: int, data: st.DataObject) -> None:
    old = data.draw(st.integers(1, new - 1))
    path = proof(consistency_spans(old, new))
    forged = sha256(b"another history").digest()
    with pytest.raises(InvalidProof):
        verify_consistency(old, new, path, forged, root(new))
    with pytest.raises(InvalidProof):
        verify_consistency(old, new, path, root(old), forged)
