"""What happens to the safety floor in tests: readings of one sensor, people, devices with tools."""

from collections.abc import Sequence
from typing import TypeVar

from events.brain import SafetyActed
from events.devices import (
    CameOnline,
    CommandRequested,
    HeartbeatReceived,
    Registered,
    TrustChanged,
    WentOffline,
)
from events.envelope import Recorded
from events.payload import Payload
from events.vision import OccupancyObserved
from tests.unit.story import recorded

Kind = TypeVar("Kind", bound=Payload)

HVAC = ("get_status", "set_power", "set_temperature", "set_fan")


def people(count: int, at_s: float, *, zone: str = "main", camera: str = "cam_01") -> Recorded:
    data = OccupancyObserved(zone=zone, person_count=count, camera=camera)
    return recorded(data, f"zone:{zone}", at_s)


def online(device: str, at_s: float = 0.0, *, zone: str = "main") -> Recorded:
    return recorded(CameOnline(device=device, zone=zone), f"device:{device}", at_s)


def offline(
    device: str, at_s: float, *, silent_s: float = 120.0, zone: str | None = "main"
) -> Recorded:
    data = WentOffline(device=device, zone=zone, silent_s=silent_s)
    return recorded(data, f"device:{device}", at_s)


def offers(device: str, *tools: str, zone: str | None = "main") -> Recorded:
    data = Registered(device=device, zone=zone, device_type="hvac", capabilities=tools)
    return recorded(data, f"device:{device}", 0)


def beat(device: str, tools: Sequence[str], *, zone: str = "main") -> Recorded:
    data = HeartbeatReceived(device=device, zone=zone, details={"capabilities": list(tools)})
    return recorded(data, f"device:{device}", 0)


def trusted(device: str, word: bool = True) -> Recorded:
    return recorded(TrustChanged(device=device, trusted=word), f"device:{device}", 0)


def installed(device: str, *tools: str, zone: str = "main") -> list[Recorded]:
    """A device that is there, is trusted, and has these tools."""
    return [online(device, zone=zone), offers(device, *tools, zone=zone), trusted(device)]


def of(kind: type[Kind], told: Sequence[Payload]) -> list[Kind]:
    return [one for one in told if isinstance(one, kind)]


def rules(told: Sequence[Payload]) -> list[str]:
    """By which rules the floor acted."""
    return [one.rule for one in of(SafetyActed, told)]


def calls(told: Sequence[Payload]) -> list[tuple[str, str, dict[str, object]]]:
    """Device, tool and arguments of every command."""
    return [(one.device, one.tool, one.arguments) for one in of(CommandRequested, told)]
