"""The numbers of the SensorSwarm protocol and their names, both ways.

A number without a name reads `unknown_0x..`, and that name gives the number back: nothing is lost
on the way through.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum

from handlers.swarm.errors import ValueOutOfRange

_UNKNOWN = "unknown_0x"


class FrameType(IntEnum):
    REPORT = 0x01
    HEARTBEAT = 0x02
    WAKE_NOTIFY = 0x03
    REGISTER = 0x04
    COMMAND = 0x80
    CONFIG = 0x81
    TIME_SYNC = 0x82
    ACK = 0xFE
    WAKE = 0xFF


@dataclass(frozen=True)
class Names:
    """One byte's meanings."""

    what: str
    by_code: Mapping[int, str]

    def name(self, code: int) -> str:
        return self.by_code.get(code) or f"{_UNKNOWN}{code:02x}"

    def code(self, name: str) -> int:
        """The number of a name. Raises `ValueOutOfRange`."""
        for code, known in self.by_code.items():
            if known == name:
                return code
        digits = name.removeprefix(_UNKNOWN)
        if name.startswith(_UNKNOWN) and len(digits) == 2 and digits.isalnum():
            try:
                return int(digits, 16)
            except ValueError:
                pass
        raise ValueOutOfRange(self.what, name, f"one of {', '.join(self.by_code.values())}")


_MEASURED = {
    0x01: "temperature",
    0x02: "humidity",
    0x03: "pressure",
    0x04: "co2",
    0x05: "illuminance",
    0x06: "motion",
    0x07: "gas_resistance",
    0x08: "soil_moisture",
    0x09: "ph",
    0x0A: "ec",
    0x0B: "battery_mv",
    0x0C: "door",
    0x0D: "water_level",
    0x0E: "sound_level",
}

CHANNELS = Names("channel", _MEASURED)
CAPABILITIES = Names("capability", _MEASURED | {0x80: "relay", 0x81: "pwm", 0x82: "neopixel"})
HARDWARE = Names("hardware", {0x01: "esp32", 0x02: "nrf54", 0x03: "attiny", 0x04: "pico"})
COMMANDS = Names(
    "command",
    {
        0x01: "set_state",
        0x02: "set_pwm",
        0x03: "read_now",
        0x04: "set_interval",
        0x05: "deep_sleep",
        0x06: "reset",
    },
)

ARGUMENT_BYTES: Mapping[str, int] = {
    "set_state": 1,
    "set_pwm": 2,
    "read_now": 0,
    "set_interval": 2,
    "deep_sleep": 4,
    "reset": 0,
}
"""Width of each command's one unsigned argument: seconds of an interval, milliseconds of sleep."""
