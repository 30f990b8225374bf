"""What a simulated device is: something that says things when they are due, and has tools.

A device reads the building and its own seeded randomness; it never reads a clock.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any

from services.virtual_edge.building import Building

HEARTBEAT_S = 60

Tool = Callable[[Mapping[str, Any]], object]
"""Takes the call's arguments, returns its JSON result; raises `ToolRefused`."""

INVALID_PARAMS = -32_602


class ToolRefused(Exception):
    """A tool cannot do what it was asked; becomes a JSON-RPC error."""

    def __init__(self, message: str, code: int = INVALID_PARAMS) -> None:
        super().__init__(message)
        self.message = message
        self.code = code


@dataclass(frozen=True, slots=True)
class Said:
    """What a device publishes at a moment."""

    device: str
    """Whose numbering and outbox it goes through."""
    topic: str
    values: Mapping[str, Any] | bytes
    """A JSON object, or the bytes of a binary frame."""
    at: float
    numbered: bool = True
    """Whether it is to be kept until its receipt came."""


@dataclass
class Device:
    """The common part of all devices."""

    name: str
    prefix: str
    """Of its topics, as in `office/main/sensor/sensor_01`."""
    building: Building
    seed: int
    tools: dict[str, Tool] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.randomness = Random(f"{self.seed}/{self.name}")
        self.offset = self.randomness.randrange(HEARTBEAT_S)
        self.tools["get_status"] = lambda _: self.status()

    @property
    def uptime_s(self) -> int:
        return self.building.now - self.building.start

    def due(self, every_s: int) -> bool:
        return (self.building.now + self.offset) % every_s == 0

    def say(self, topic: str, values: Mapping[str, Any] | bytes, numbered: bool = True) -> Said:
        return Said(self.name, topic, values, float(self.building.now), numbered)

    def reading(self, channel: str, value: float) -> Said:
        return self.say(f"{self.prefix}/{channel}", {"value": value})

    def unit_says(self, topic: str, unit: str, values: Mapping[str, Any]) -> Said:
        """A message of the unit that the device is part of; its topic does not name the device."""
        return Said(unit, topic, values, float(self.building.now))

    def status(self) -> dict[str, Any]:
        return {
            "status": "online",
            "uptime_sec": self.uptime_s,
            "device_id": self.name,
            "capabilities": list(self.tools),
        }

    def speak(self) -> Iterator[Said]:
        """Everything that is due now."""
        if self.due(HEARTBEAT_S):
            yield self.say(f"{self.prefix}/heartbeat", self.status())
        yield from self.measure()

    def measure(self) -> Iterator[Said]:
        """What it measured, if a measurement is due now."""
        yield from ()
