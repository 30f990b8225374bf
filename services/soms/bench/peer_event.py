"""An event as the peer knows it: what its mapper makes of a stored row."""

from dataclasses import dataclass
from typing import Any

from eventsourcing.domain import DomainEvent

TOPIC = f"{__name__}:Told"
"""How the peer finds the class again."""


@dataclass(frozen=True)
class Told(DomainEvent):
    """Something that a device said."""

    data: dict[str, Any]
