"""What the loop remembers of agents other than the model: rows of its state."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class OutsideDeed:
    """Something that an agent was let do, or that a person was asked about for it."""

    actor: str
    tool: str
    time: datetime
    zone: str | None = None
    device: str | None = None
    asks_a_person: bool = False
    """Whether it waited for a person's word."""


@dataclass(frozen=True, slots=True)
class OutsideDeeds:
    """All within the hour, oldest first; each agent's are limited, so this is bounded."""

    outside: tuple[OutsideDeed, ...]
