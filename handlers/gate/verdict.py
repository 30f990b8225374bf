"""What the gate is asked, and what it answers."""

from dataclasses import dataclass
from typing import Any

from events.brain import Tier
from handlers.tools import Tool


@dataclass(frozen=True, slots=True)
class Proposal:
    """A call as the model wrote it: hostile input, of any shape."""

    tool: object
    arguments: object


@dataclass(frozen=True, slots=True)
class Approved:
    """It may be done; or, in the last tier, asked of a person."""

    tool: Tool
    """The arguments, validated."""
    tier: Tier

    @property
    def arguments(self) -> dict[str, Any]:
        """As they are recorded: complete, plain JSON."""
        return self.tool.model_dump(mode="json", exclude_none=True)


@dataclass(frozen=True, slots=True)
class Refused:
    """It may not be done."""

    rule: str
    """The rule's id: stable, one of `handlers.gate.rules.RULES`."""
    reason: str
    """For people and for the model: what was wrong, and what is allowed."""


Verdict = Approved | Refused
