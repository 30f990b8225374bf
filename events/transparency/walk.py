"""The tree, recomputed leaf by leaf and held against what was claimed about it. Pure."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence

from events.merkle import Frontier
from events.transparency.claims import Claim
from events.transparency.verification import Verification


class TreeWalk:
    """The tree as recomputed so far."""

    def __init__(self, result: Verification, claims: Mapping[int, Sequence[Claim]]) -> None:
        self.frontier = Frontier()
        self._result = result
        self._claims = claims
        self._sizes = sorted(claims)
        self._agreed = 0
        self._compare()

    def add(self, leaves: Sequence[bytes]) -> None:
        """The next leaves, with a stop at every size that something was claimed of."""
        added = 0
        while added < len(leaves):
            some = leaves[added : added + self._until_claim(len(leaves))]
            self.frontier = self.frontier.extend(some)
            self._compare()
            added += len(some)

    def _until_claim(self, most: int) -> int:
        """How many leaves it takes to come to the next size that something was claimed of."""
        following = bisect_right(self._sizes, self.frontier.size)
        if following == len(self._sizes):
            return most
        return min(most, self._sizes[following] - self.frontier.size)

    def finish(self) -> None:
        """All leaves were added."""
        end = self.frontier.size
        for size in sorted(size for size in self._claims if size > end):
            where = self._claims[size][0].where
            self._result.fail(size, f"{where} was signed here; the log ends at {end}")
        self._result.events, self._result.root = end, self.frontier.root()

    def _compare(self) -> None:
        size = self.frontier.size
        if not (claims := self._claims.get(size)):
            return
        root = self.frontier.root()
        disputed = [claim.where for claim in claims if claim.root != root]
        for where in disputed:
            span = f"positions {self._agreed + 1} to {size}"
            self._result.fail(size, f"{span}: not the log whose root {where} states")
        if not disputed:
            self._agreed = size
