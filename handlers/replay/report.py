"""What a replay found: how much it decided again, and where that differs from what was recorded."""

from dataclasses import dataclass, field
from typing import Any, Literal
from uuid import UUID

import orjson

from events.envelope import Event, Recorded

Kind = Literal["missing", "extra", "different"]

KEPT_LIMIT = 100
"""Divergences that are kept in full; the rest are counted."""


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision, as it can be compared: everything but where and when it was appended."""

    id: UUID
    type: str
    subject: str
    tags: tuple[str, ...]
    causation_id: UUID | None
    data_json: bytes

    @classmethod
    def expected(cls, event: Event) -> "Decision":
        data = event.data.to_json()
        return cls(event.id, event.type, event.subject, event.tags, event.causation_id, data)

    @classmethod
    def recorded(cls, event: Recorded) -> "Decision":
        return cls(
            event.id, event.type, event.subject, event.tags, event.causation_id, event.data_json
        )

    def as_object(self) -> dict[str, Any]:
        return {
            "id": str(self.id),
            "type": self.type,
            "subject": self.subject,
            "tags": list(self.tags),
            "data": orjson.loads(self.data_json),
        }


@dataclass(frozen=True, slots=True)
class Divergence:
    """A decision that a replay takes otherwise than the log says."""

    kind: Kind
    handler: str
    position: int
    """Of the recorded decision, or where it is missing, of its cause."""
    expected: Decision | None
    """What the replay decides; of an extra decision, what its handler decides next instead."""
    actual: Decision | None
    """What the log holds."""

    def as_object(self) -> dict[str, Any]:
        return {
            "kind": self.kind,
            "handler": self.handler,
            "position": self.position,
            "expected": self.expected and self.expected.as_object(),
            "actual": self.actual and self.actual.as_object(),
        }


@dataclass(slots=True)
class Report:
    """The outcome of a check."""

    events: int = 0
    checked: int = 0
    """Recorded decisions that were taken again and compared."""
    other_version: int = 0
    """Recorded decisions of another version of their handler, which were not compared."""
    undecided: int = 0
    """Decisions at the log's end that their handler had yet to append."""
    divergences: int = 0
    kept: list[Divergence] = field(default_factory=list)

    @property
    def first_divergence(self) -> Divergence | None:
        """The one that was met first."""
        return self.kept[0] if self.kept else None

    def add(self, divergence: Divergence) -> None:
        self.divergences += 1
        if len(self.kept) < KEPT_LIMIT:
            self.kept.append(divergence)

    def as_object(self) -> dict[str, Any]:
        first = self.first_divergence
        return {
            "events": self.events,
            "checked": self.checked,
            "divergences": self.divergences,
            "first_divergence": first and first.as_object(),
            "other_version": self.other_version,
            "undecided": self.undecided,
        }
