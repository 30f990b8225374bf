"""What a rule is: an id that stays, the tools it is about, a sentence, and a small pure check."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from handlers.gate.case import Case

Asked = TypeVar("Asked")

Check = Callable[[Case[Asked]], str | None]
"""The reason of a refusal; None where the rule has nothing against it."""


@dataclass(frozen=True, slots=True)
class Rule(Generic[Asked]):
    """One row of the table."""

    id: str
    """Recorded with every refusal: never reused, never renamed."""
    tools: tuple[str, ...]
    explanation: str
    """One sentence, for people; the numbers that it names are fields of `Bounds`."""
    check: Check[Asked]
