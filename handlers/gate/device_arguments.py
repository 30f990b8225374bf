"""What devices' tools take, strictly: types, the ranges that never change, and those of the bounds.

The models are built once, when the module is loaded.
"""

from typing import Annotated, Any, Literal

from pydantic import Field

from handlers.gate.bounds import Bounds
from handlers.gate.wording import wrong
from handlers.strict import Strict

State = Literal["on", "off"]
STRONGEST = 3
LARGEST_DOSE_ML = 20


class Arguments(Strict):
    """The base of all: within the types, nothing else is asked for."""

    def breach(self, _: Bounds) -> str | None:
        """What is beyond the bounds, if anything is."""
        return None

    @classmethod
    def form(cls, _: Bounds) -> str:
        """The arguments as people and the model are told of them."""
        return ""


class Nothing(Arguments):
    """No arguments."""


class Switch(Arguments):
    """On or off."""

    state: State

    @classmethod
    def form(cls, _: Bounds) -> str:
        return "state: on|off"


class Temperature(Arguments):
    """A set point."""

    temperature: float
    """°C."""

    def breach(self, bounds: Bounds) -> str | None:
        if bounds.temperature_least_c <= self.temperature <= bounds.temperature_most_c:
            return None
        return wrong("arguments.temperature", self.temperature, _celsius(bounds))

    @classmethod
    def form(cls, bounds: Bounds) -> str:
        return f"temperature: {_celsius(bounds)}"


class Mode(Arguments):
    """What an air conditioner does."""

    mode: Literal["auto", "cool", "heat", "dry", "fan"]

    @classmethod
    def form(cls, _: Bounds) -> str:
        return "mode: auto|cool|heat|dry|fan"


class Strength(Arguments):
    """How much, or only whether at all."""

    level: Annotated[int, Field(ge=0, le=STRONGEST)] | None = None
    state: State | None = None

    def breach(self, _: Bounds) -> str | None:
        if (self.level is None) != (self.state is None):
            return None
        return "arguments must name either level or state; allowed: exactly one of the two"

    @classmethod
    def form(cls, _: Bounds) -> str:
        return f"level: 0-{STRONGEST} or state: on|off"


class PumpRun(Arguments):
    """How long a pump runs."""

    duration_s: Annotated[float, Field(gt=0)]

    def breach(self, bounds: Bounds) -> str | None:
        if self.duration_s <= bounds.pump_most_s:
            return None
        allowed = f"above 0 and up to {bounds.pump_most_s:g}"
        return wrong("arguments.duration_s", self.duration_s, allowed)

    @classmethod
    def form(cls, bounds: Bounds) -> str:
        return f"duration_s: up to {bounds.pump_most_s:g}"


class Dose(Arguments):
    """How much is dosed."""

    amount_ml: Annotated[float, Field(gt=0, le=LARGEST_DOSE_ML)]

    @classmethod
    def form(cls, _: Bounds) -> str:
        return f"amount_ml: up to {LARGEST_DOSE_ML}"


class LeafOrder(Arguments):
    """A command for one of a hub's leaves; what `args` may be depends on the command."""

    leaf_id: Annotated[str, Field(min_length=1, max_length=100)]
    command: Annotated[str, Field(min_length=1, max_length=50)]
    args: dict[str, Any] = Field({})

    @classmethod
    def form(cls, _: Bounds) -> str:
        return "leaf_id, command, args"


def _celsius(bounds: Bounds) -> str:
    return f"{bounds.temperature_least_c:g}-{bounds.temperature_most_c:g}"
