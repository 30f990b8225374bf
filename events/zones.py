"""Zones: what the readings of a room amount to. All of it is derived, none of it observed."""

from typing import Literal

from pydantic import Field

from events.payload import Payload

Quantity = Literal["temperature", "humidity", "co2"]
Bound = Literal["above", "below"]


class PersonEntered(Payload):
    """More people are in the zone than before."""

    zone: str
    count: int = Field(ge=1)
    """How many people are there now."""
    previous: int = Field(ge=0)


class PersonExited(Payload):
    """Fewer people are in the zone than before."""

    zone: str
    count: int = Field(ge=0)
    """How many people are there now."""
    previous: int = Field(ge=1)


class ThresholdCrossed(Payload):
    """A fused quantity left its comfortable range, or is outside still after the cooldown."""

    zone: str
    channel: Quantity
    value: float
    """The fused value that crossed, in the channel's usual unit."""
    threshold: float
    bound: Bound
    """Which side of the threshold is the alarming one."""


class ThresholdCleared(Payload):
    """A fused quantity came back into its comfortable range."""

    zone: str
    channel: Quantity
    value: float
    threshold: float
    bound: Bound


class TemperatureSpiked(Payload):
    """The fused temperature jumped between two updates."""

    zone: str
    value: float
    """°C now."""
    previous: float
    """°C before."""


class SedentaryNoticed(Payload):
    """Somebody has kept the same posture for long."""

    zone: str
    duration_s: float = Field(ge=0)


class TamperingSuspected(Payload):
    """A single sensor changed faster than a room can."""

    zone: str
    device: str
    channel: Literal["temperature", "humidity"]
    value: float
    previous: float
    elapsed_s: float = Field(ge=0)


class DoorOpened(Payload):
    """A door contact opened."""

    zone: str
    device: str


class DoorClosed(Payload):
    """A door contact closed."""

    zone: str
    device: str
