"""How much a bench measures."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Options:
    """Events in a log that is measured, and how often each thing is measured."""

    events: int = 100_000
    runs: int = 3
    seconds: float = 10.0
    """How long a sustained load lasts."""
