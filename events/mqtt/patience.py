"""How long to wait before the next attempt to connect.

The pause doubles from attempt to attempt, and also from one connection to the next as long as none
of them holds: a broker that welcomes us and hangs up is in as much trouble as one that is away.
"""

import random
from collections.abc import Callable

FIRST_PAUSE_S = 0.1
LONGEST_PAUSE_S = 5.0
"""Doubling from the first to the longest, less a random part."""

SETTLED_S = 3.0
"""A connection that lived for as long has held; what ended it is news."""


def _share() -> float:
    return random.uniform(0.5, 1.0)  # noqa: S311 (spreads load)


class Patience:
    """Remembers what came of the attempts so far."""

    def __init__(self, share: Callable[[], float] = _share) -> None:
        self._share = share
        self._pause_s = FIRST_PAUSE_S

    def next_pause(self) -> float:
        """Seconds to wait after an attempt that failed."""
        pause_s = self._pause_s
        self._pause_s = min(pause_s * 2, LONGEST_PAUSE_S)
        return pause_s * self._share()

    def after(self, lived_s: float) -> float:
        """Seconds to wait after a connection that lived for so long; none if it held."""
        if lived_s < SETTLED_S:
            return self.next_pause()
        self._pause_s = FIRST_PAUSE_S
        return 0.0
