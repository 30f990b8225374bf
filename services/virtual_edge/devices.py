"""The single devices of the office: room sensors, the hydroponics, the aquarium, the cameras."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from services.virtual_edge.device import Device, Said, ToolRefused

TICK_S = 5
OCCUPANCY_S = 5
ACTIVITY_S = 3
CAMERA_STATUS_S = 30

NOISE = {"temperature": 0.05, "humidity": 0.3, "co2": 6.0}
"""Standard deviation of a sensor's reading, in the channel's unit."""

STATIC_AFTER_S = 1_200
MOSTLY_STATIC_AFTER_S = 600


@dataclass
class RoomSensor(Device):
    """Measures the air of a room."""

    room: str = "main"
    channels: tuple[str, ...] = ("temperature", "humidity")
    every_s: int = TICK_S
    error_c: float = 0.0
    """How far off its thermometer is; a hand on it shows here."""

    def measure(self) -> Iterator[Said]:
        if self.due(self.every_s):
            yield from self.measure_now()

    def measure_now(self) -> Iterator[Said]:
        for channel in self.channels:
            yield self.reading(channel, self._value(channel))

    def _value(self, channel: str) -> float:
        air = self.building.air[self.room]
        noise = self.randomness.gauss(0.0, NOISE[channel])
        if channel == "temperature":
            return round(air.temperature_c + self.error_c + noise, 2)
        if channel == "humidity":
            return round(min(100.0, max(0.0, air.humidity_percent + noise)), 1)
        return round(max(0.0, air.co2_ppm + noise))


@dataclass
class Hydroponics(Device):
    """A raft of lettuce whose water grows alkaline until somebody doses acid."""

    unit: ClassVar[str] = "lettuce_raft"
    EC_FRESH: ClassVar[float] = 1.2
    ph: float = 6.1
    ec: float = EC_FRESH

    def __post_init__(self) -> None:
        super().__post_init__()
        self.tools["dose_ph_down"] = self._dose

    def measure(self) -> Iterator[Said]:
        if self.due(TICK_S):
            self.ph = min(9.0, self.ph + self.randomness.uniform(0.0, 0.0005))
            self.ec = max(0.2, self.ec + self.randomness.gauss(0.0, 0.0008))
            values = {"ph": round(self.ph, 3), "ec": round(self.ec, 3)}
            yield self.unit_says(f"hydro/{self.unit}/status", self.unit, values)

    def status(self) -> dict[str, Any]:
        return {**super().status(), "ph": round(self.ph, 3), "ec": round(self.ec, 3)}

    def stir(self, duration_s: float) -> None:
        """Fresh water and old become one."""
        self.ec += (self.EC_FRESH - self.ec) * min(duration_s / 120.0, 1.0)

    def _dose(self, arguments: Mapping[str, Any]) -> object:
        amount = arguments.get("amount_ml")
        if isinstance(amount, bool) or not isinstance(amount, int | float) or not 0 < amount <= 20:
            raise ToolRefused(f"amount_ml must be a number above 0 and up to 20, got {amount!r}")
        self.ph = max(3.0, self.ph - 0.1 * amount)
        return {"ph": round(self.ph, 3)}


@dataclass
class Aquarium(Device):
    """A tank with lamps, which warm it a little."""

    unit: ClassVar[str] = "main_tank"
    temperature_c: float = 25.0
    lights: bool = True
    fed: int = 0

    def __post_init__(self) -> None:
        super().__post_init__()
        self.tools["set_lights"] = self._set_lights
        self.tools["feed_fish"] = self._feed

    def measure(self) -> Iterator[Said]:
        if self.due(TICK_S):
            goal = 25.4 if self.lights else 24.6
            drift = (goal - self.temperature_c) / 720
            self.temperature_c += drift + self.randomness.gauss(0.0, 0.016)
            yield self.unit_says(f"aqua/{self.unit}/status", self.unit, self._water())

    def status(self) -> dict[str, Any]:
        return {**super().status(), **self._water(), "fed": self.fed}

    def _water(self) -> dict[str, Any]:
        return {"temp": round(self.temperature_c, 2), "lights": int(self.lights)}

    def _set_lights(self, arguments: Mapping[str, Any]) -> object:
        wanted = arguments.get("state")
        if wanted not in ("on", "off", True, False):
            raise ToolRefused(f"state must be 'on' or 'off', got {wanted!r}")
        self.lights = wanted in ("on", True)
        return {"lights": int(self.lights)}

    def _feed(self, _: Mapping[str, Any]) -> object:
        self.fed += 1
        return {"fed": self.fed}


@dataclass
class Camera(Device):
    """Counts people and judges their posture; its pictures never leave it."""

    room: str = "main"
    judges_activity: bool = True
    tools: dict[str, Any] = field(default_factory=dict)

    def measure(self) -> Iterator[Said]:
        people = self.building.people(self.room)
        if self.due(OCCUPANCY_S):
            values = {"zone": self.room, "occupied": people > 0, "person_count": people}
            yield self.say(f"{self.prefix}/occupancy", values, numbered=False)
        if self.judges_activity and self.due(ACTIVITY_S):
            topic = f"office/{self.room}/activity/{self.name}"
            yield self.say(topic, self._activity(people), numbered=False)

    def speak(self) -> Iterator[Said]:
        if self.due(CAMERA_STATUS_S):
            yield self.say(f"{self.prefix}/status", self.status())
        yield from self.measure()

    def _activity(self, people: int) -> dict[str, Any]:
        still_s = self.building.posture_s(self.room)
        level = max(0.0, self.randomness.gauss(0.012, 0.008)) if people else 0.0
        return {
            "zone": self.room,
            "person_count": people,
            "activity_level": round(level, 4),
            "activity_class": _activity_class(level),
            "posture_duration_sec": still_s,
            "posture_status": _posture_status(still_s),
        }


def _activity_class(level: float) -> str:
    if level < 0.002:
        return "idle"
    if level < 0.01:
        return "low"
    return "moderate" if level < 0.04 else "high"


def _posture_status(still_s: int) -> str:
    if still_s < MOSTLY_STATIC_AFTER_S:
        return "changing"
    return "mostly_static" if still_s < STATIC_AFTER_S else "static"
