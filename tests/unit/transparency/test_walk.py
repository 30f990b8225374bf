"""The recomputed tree against what was claimed of it."""

import pytest

from events.merkle import Frontier
from events.transparency.claims import Claim
from events.transparency.verification import Verification
from events.transparency.walk import TreeWalk

LEAVES = [bytes([number]) * 32 for number in range(4)]


@pytest.mark.parametrize("at_once", [1, 3, 4])
def test_where_claims_differ_about_one_size_the_span_begins_behind_the_last_undisputed_one(
    at_once: int,
) -> None:
    true = {size: Frontier().extend(LEAVES[:size]).root() for size in (2, 4)}
    result = Verification()
    claims = {2: [Claim(true[2], "a")], 4: [Claim(true[4], "b"), Claim(bytes(32), "c")]}
    walk = TreeWalk(result, claims)
    for first in range(0, len(LEAVES), at_once):
        walk.add(LEAVES[first : first + at_once])
    walk.finish()
    assert [(one.position, one.reason) for one in result.failures] == [
        (4, "positions 3 to 4: not the log whose root c states")
    ]
