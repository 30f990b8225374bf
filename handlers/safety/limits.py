"""What people can bear: the numbers of the safety floor. No policy file gives others."""

from dataclasses import dataclass
from typing import Literal

from events.zones import Bound, Quantity

Rule = Literal[
    "co2_high",
    "temperature_high",
    "temperature_low",
    "humidity_high",
    "humidity_low",
    "device_offline",
]


@dataclass(frozen=True, slots=True)
class Danger:
    """A side of a quantity on which it harms.

    It is there at `limit` and beyond, and over only at `over`, so that a value that hovers about
    the limit is one danger and not many.
    """

    rule: Rule
    channel: Quantity
    bound: Bound
    limit: float
    over: float

    def is_reached(self, value: float) -> bool:
        return value >= self.limit if self.bound == "above" else value <= self.limit

    def is_over(self, value: float) -> bool:
        return value <= self.over if self.bound == "above" else value >= self.over


@dataclass(frozen=True, slots=True)
class SafetyLimits:
    """All of them."""

    dangers: tuple[Danger, ...] = (
        Danger("co2_high", "co2", "above", 1_500.0, 1_400.0),
        Danger("temperature_high", "temperature", "above", 35.0, 33.0),
        Danger("temperature_low", "temperature", "below", 10.0, 12.0),
        Danger("humidity_high", "humidity", "above", 85.0, 80.0),
        Danger("humidity_low", "humidity", "below", 15.0, 18.0),
    )
    cooldown_s: float = 300.0
    """Between two acts of one rule in one zone, at least."""


DEFAULT_LIMITS = SafetyLimits()
