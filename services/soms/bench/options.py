"""How much a bench measures."""

from collections.abc import Iterator
from dataclasses import dataclass

SMALLEST = 10_000
GROWTH = 10


@dataclass(frozen=True, slots=True)
class Options:
    """Events in a log that is measured, and how often each thing is measured."""

    events: int = 100_000
    runs: int = 3
    seconds: float = 10.0
    """How long a sustained load lasts."""

    def sizes(self) -> Iterator[int]:
        """10,000, 100,000 … up to `events`: how cost grows with the log."""
        size = SMALLEST
        while size < self.events:
            yield size
            size *= GROWTH
        yield self.events
