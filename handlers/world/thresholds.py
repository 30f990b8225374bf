"""The numbers that the world model decides by; a policy file may give others."""

from dataclasses import dataclass
from datetime import timedelta

from events.zones import Bound, Quantity


@dataclass(frozen=True, slots=True)
class Limit:
    """One side of a comfortable range.

    It is crossed beyond `crossed` and cleared only beyond `cleared`, on the other side of it, so
    that a value that hovers about the limit does not flap.
    """

    channel: Quantity
    bound: Bound
    crossed: float
    cleared: float
    cooldown_s: float = 600.0
    """Between two crossings that are told, at least."""

    @property
    def name(self) -> str:
        return f"{self.channel}/{self.bound}"

    def is_beyond(self, value: float) -> bool:
        return value > self.crossed if self.bound == "above" else value < self.crossed

    def is_back(self, value: float) -> bool:
        return value <= self.cleared if self.bound == "above" else value >= self.cleared


@dataclass(frozen=True, slots=True)
class Leap:
    """How far a single sensor's quantity may go within `within_s`; a room cannot do more."""

    channel: Quantity
    at_least: float
    within_s: float = 30.0
    cooldown_s: float = 300.0


@dataclass(frozen=True, slots=True)
class Thresholds:
    """All of them. Values from the older system that users know, with room to clear added."""

    limits: tuple[Limit, ...] = (
        Limit("temperature", "above", 26.0, 25.5),
        Limit("temperature", "below", 18.0, 18.5),
        Limit("humidity", "above", 60.0, 57.0),
        Limit("humidity", "below", 30.0, 33.0),
        Limit("co2", "above", 1000.0, 900.0),
    )
    leaps: tuple[Leap, ...] = (Leap("temperature", 5.0), Leap("humidity", 20.0))
    spike: float = 3.0
    """°C between two updates of a zone's fused temperature."""
    spike_cooldown_s: float = 600.0
    sedentary_s: float = 1800.0
    sedentary_cooldown_s: float = 3600.0


DEFAULT = Thresholds()

LATE = timedelta(seconds=600)
"""What was recorded this long after it happened says nothing about the present."""
