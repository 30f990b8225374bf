"""What acts on the office: air conditioners that move its air, and a pump that stirs the raft.

What they are told really happens to the building; they report their state when it changes, and now
and then.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from services.virtual_edge.device import Device, Said, ToolRefused
from services.virtual_edge.devices import Hydroponics
from services.virtual_edge.physics import MOST_FAN, Climate

REPORT_S = 300
LEAST_C, MOST_C = 18, 28
LONGEST_RUN_S = 60

COMPRESSOR_FAULT = -32_001


@dataclass
class Actuator(Device):
    """Reports its state."""

    reported: Mapping[str, Any] = field(default_factory=dict, init=False)

    def measure(self) -> Iterator[Said]:
        state = self.state()
        if state != self.reported or self.due(REPORT_S):
            self.reported = state
            yield self.say(f"{self.prefix}/state", state)

    def state(self) -> dict[str, Any]:
        raise NotImplementedError

    def status(self) -> dict[str, Any]:
        return {**super().status(), **self.state()}


@dataclass
class AirConditioner(Actuator):
    """Heats, cools and ventilates a room; where its compressor is broken, it only ventilates."""

    room: str = "main"

    def __post_init__(self) -> None:
        super().__post_init__()
        self.tools["set_power"] = self._set_power
        self.tools["set_temperature"] = self._set_temperature
        self.tools["set_fan"] = self._set_fan

    @property
    def _climate(self) -> Climate:
        return self.building.climate[self.room]

    def state(self) -> dict[str, Any]:
        climate = self._climate
        is_running = climate.is_on and self.building.compressor_works
        found = {
            "power_state": "on" if is_running else "off",
            "mode": "auto",
            "target_temp": climate.goal_c,
            "fan": climate.fan,
        }
        return found if self.building.compressor_works else {**found, "fault": "compressor"}

    def _set(self, **changes: Any) -> dict[str, Any]:
        self.building.climate[self.room] = replace(self._climate, **changes)
        return self.state()

    def _set_power(self, arguments: Mapping[str, Any]) -> object:
        wanted = arguments.get("state")
        if wanted not in ("on", "off"):
            raise ToolRefused(f"state must be 'on' or 'off', got {wanted!r}")
        self._require_compressor()
        return self._set(is_on=wanted == "on")

    def _set_temperature(self, arguments: Mapping[str, Any]) -> object:
        wanted = number_in(arguments, "temperature", LEAST_C, MOST_C)
        self._require_compressor()
        return self._set(goal_c=wanted)

    def _set_fan(self, arguments: Mapping[str, Any]) -> object:
        wanted = number_in(arguments, "level", 0, MOST_FAN)
        if wanted != int(wanted):
            raise ToolRefused(f"level must be a whole number, got {wanted!r}")
        return self._set(fan=int(wanted))

    def _require_compressor(self) -> None:
        if not self.building.compressor_works:
            raise ToolRefused("the compressor is broken; only the fan works", COMPRESSOR_FAULT)


@dataclass
class Pump(Actuator):
    """Stirs the water of the raft, so that its nutrients come back to what they should be."""

    raft: Hydroponics | None = None
    runs_until: int = field(default=0, init=False)

    def __post_init__(self) -> None:
        super().__post_init__()
        self.tools["run_pump"] = self._run

    def state(self) -> dict[str, Any]:
        return {"power_state": "on" if self.building.now < self.runs_until else "off"}

    def _run(self, arguments: Mapping[str, Any]) -> object:
        duration_s = number_in(arguments, "duration_s", 1, LONGEST_RUN_S)
        self.runs_until = self.building.now + int(duration_s)
        if self.raft is not None:
            self.raft.stir(duration_s)
        return {**self.state(), "duration_s": duration_s}


def number_in(arguments: Mapping[str, Any], name: str, least: float, most: float) -> float:
    """A number within bounds. Raises `ToolRefused`."""
    value = arguments.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= most:
        raise ToolRefused(f"{name} must be a number from {least} to {most}, got {value!r:.60}")
    return value
