"""The numbers that the gate judges by; a policy file may give others, within reason.

Each has a range that no policy leaves: what is not bounded here is bounded by nobody.
"""

from dataclasses import dataclass
from itertools import pairwise
from typing import Annotated

from pydantic import Field

Bounty = Annotated[int, Field(strict=True, ge=1, le=20_000)]
Count = Annotated[int, Field(strict=True, ge=0, le=100)]
Commands = Annotated[int, Field(strict=True, ge=0, le=250)]
"""Fewer than are remembered of the model (`projections.brain.access.DEEDS_LIMIT`)."""
Characters = Annotated[int, Field(strict=True, ge=1, le=70)]
Seconds = Annotated[float, Field(strict=True, ge=0, le=86_400, allow_inf_nan=False)]
Celsius = Annotated[float, Field(strict=True, ge=10, le=35, allow_inf_nan=False)]
PumpSeconds = Annotated[float, Field(strict=True, gt=0, le=300, allow_inf_nan=False)]


@dataclass(frozen=True, slots=True)
class Bounds:
    """All of them. Values that users know from the older system, and those that it lacked."""

    bounty_least: Bounty = 500
    bounty_most: Bounty = 5_000
    bounty_most_tainted: Bounty = 1_000
    """Where words, and no measurement, are what asks for the task."""
    tasks_per_hour: Count = 10
    tasks_per_cycle: Count = 2
    utterances_per_cycle: Count = 1
    speech_characters: Characters = 70
    speech_apart_s: Seconds = 300.0
    """Between two utterances in one zone."""
    utterances_per_hour: Count = 12
    """In all zones together."""
    commands_per_device_per_hour: Count = 20
    commands_in_all_per_hour: Commands = 200
    """Of the model, or of one agent, to all devices together."""
    command_apart_s: Seconds = 0.0
    """Between two commands to one device."""
    temperature_least_c: Celsius = 18.0
    temperature_most_c: Celsius = 28.0
    pump_most_s: PumpSeconds = 60.0

    def __post_init__(self) -> None:
        """Raises `ValueError` where two of them contradict each other."""
        _ascending(
            bounty_least=self.bounty_least,
            bounty_most_tainted=self.bounty_most_tainted,
            bounty_most=self.bounty_most,
        )
        _ascending(
            temperature_least_c=self.temperature_least_c,
            temperature_most_c=self.temperature_most_c,
        )


def _ascending(**numbers: float) -> None:
    names = list(numbers)
    for lower, upper in pairwise(names):
        if numbers[lower] > numbers[upper]:
            message = f"{lower} is {numbers[lower]}, allowed: at most {upper}, {numbers[upper]}"
            raise ValueError(message)


DEFAULT_BOUNDS = Bounds()
