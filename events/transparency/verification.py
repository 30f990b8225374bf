"""What a verification found: sound, or what does not hold and at which position."""

from dataclasses import dataclass, field
from typing import Any

FAILURES_LIMIT = 100
"""Failures that are told one by one; a log that is damaged all over has more."""


@dataclass(frozen=True, slots=True)
class Failure:
    """Something that does not hold, and at which position."""

    position: int
    reason: str


@dataclass(slots=True)
class Verification:
    """The result: sound only if there is no failure."""

    events: int = 0
    root: bytes = b""
    signed_heads: int = 0
    """Positions at which a head was signed."""
    signatures_checked: int = 0
    """Signatures that hold; 0 where there was no key to check them with."""
    heads_unchecked: int = 0
    """Signed heads, by position, of which a signature's key was not given."""
    keys: tuple[str, ...] = ()
    failures: list[Failure] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        return not self.failures

    def fail(self, position: int, reason: str) -> None:
        if len(self.failures) < FAILURES_LIMIT:
            self.failures.append(Failure(position, reason))

    def summary(self) -> dict[str, Any]:
        first = min((failure.position for failure in self.failures), default=None)
        return {
            "ok": self.ok,
            "events": self.events,
            "root": self.root.hex(),
            "signed_heads": self.signed_heads,
            "signatures_checked": self.signatures_checked,
            "heads_unchecked": self.heads_unchecked,
            "keys": list(self.keys),
            "first_damaged_position": first,
            "failures": [{"position": one.position, "reason": one.reason} for one in self.failures],
        }
