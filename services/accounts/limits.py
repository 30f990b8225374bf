"""How often somebody may ask: token buckets in memory, one per caller or address.

A bucket fills at a rate, up to its size; each request takes one out of it. After a restart all are
full.
"""

import math
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

BUCKETS = 10_000
"""How many are remembered; those that were used last stay."""


@dataclass
class Buckets:
    """One bucket per key, all of one size and rate."""

    rate_per_s: float
    size: float
    clock: Callable[[], float] = time.monotonic
    _levels: OrderedDict[str, tuple[float, float]] = field(default_factory=OrderedDict, init=False)
    """What was in it, and when."""

    def wait_s(self, key: str) -> int:
        """Take one; 0 if there was one, else the whole seconds until there is."""
        now = self.clock()
        level, since = self._levels.pop(key, (self.size, now))
        level = min(self.size, level + (now - since) * self.rate_per_s)
        enough = level >= 1
        self._levels[key] = (level - 1 if enough else level, now)
        if len(self._levels) > BUCKETS:
            self._levels.popitem(last=False)
        return 0 if enough else math.ceil((1 - level) / self.rate_per_s)


@dataclass(frozen=True)
class Limits:
    """All limits of a service."""

    writes_in_the_open: Buckets = field(default_factory=lambda: Buckets(2_000, 4_000))
    """By address, where authentication is open."""
    writes: Buckets = field(default_factory=lambda: Buckets(200, 1_000))
    """By person, or by address as long as nobody is known."""
    verifications: Buckets = field(default_factory=lambda: Buckets(20, 100))
    """By address: API tokens whose secret has to be hashed to be told."""
    sign_ins: Buckets = field(default_factory=lambda: Buckets(5 / 60, 5))
    """By account and address."""
    sign_ins_from: Buckets = field(default_factory=lambda: Buckets(30 / 60, 30))
    """By address, whatever the account."""
