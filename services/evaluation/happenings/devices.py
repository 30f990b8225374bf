"""What happens to devices: they come, say what they can do and how they are, and go."""

from collections.abc import Iterator
from typing import Any, Literal

from pydantic import Field

from events.devices import (
    BatteryLow,
    CameOnline,
    HeartbeatReceived,
    StateReported,
    TrustChanged,
    WentOffline,
)
from events.identity import Subject
from events.payload import Payload
from services.evaluation.happenings.happening import OfDevice, Telling, Told


class Device(Telling):
    """A device that says what it can be told."""

    kind: Literal["device"]
    device: str
    zone: str
    tools: tuple[str, ...] = Field(default=(), strict=False)
    trusted: bool = True

    def events(self) -> Iterator[Told]:
        device, zone = self.device, self.zone
        subject, able = Subject.of("device", device), {"capabilities": list(self.tools)}
        yield Told(subject, CameOnline(device=device, zone=zone))
        yield Told(subject, HeartbeatReceived(device=device, zone=zone, details=able))
        yield Told(subject, TrustChanged(device=device, trusted=self.trusted))


class Stated(OfDevice):
    """An actuator reported its state."""

    kind: Literal["stated"]
    zone: str
    device_type: str
    state: dict[str, Any]

    def data(self) -> Payload:
        return StateReported(
            device=self.device, zone=self.zone, device_type=self.device_type, state=self.state
        )


class Gone(OfDevice):
    """A device is not heard any more."""

    kind: Literal["gone"]
    zone: str

    def data(self) -> Payload:
        return WentOffline(device=self.device, zone=self.zone, silent_s=120.0)


class Back(OfDevice):
    """A device is heard again."""

    kind: Literal["back"]
    zone: str

    def data(self) -> Payload:
        return CameOnline(device=self.device, zone=self.zone)


class Weak(OfDevice):
    """A battery is low."""

    kind: Literal["weak"]

    def data(self) -> Payload:
        return BatteryLow(device=self.device, battery_mv=2_650.0, limit_mv=2_800.0)
