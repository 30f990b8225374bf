"""Devices: what they are, when they were last heard, how their battery and their talk are."""

import math
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import ClassVar, Literal

from events.devices import HeartbeatReceived, Registered, StateReported
from events.envelope import Recorded
from events.telemetry import ReadingRecorded
from events.vision import CameraDiscovered
from projections.projection import Projection, State

ONLINE_FOR = timedelta(seconds=120)
STALE_FOR = timedelta(seconds=900)
"""Silent for longer than the first a device is stale, than the second it is offline."""

RATE_TIME_CONSTANT_S = 300.0
"""The message rate is a mean over about the last five minutes."""
RATE_PER_MESSAGE = 60.0 / RATE_TIME_CONSTANT_S
"""By how much a message raises the rate, in messages a minute."""

Status = Literal["online", "stale", "offline"]


@dataclass(frozen=True, slots=True)
class Device:
    """What is known of one device."""

    device: str
    first_seen: datetime
    last_seen: datetime
    """When the log recorded its last message: late ones show that it is there now."""
    messages: int = 0
    rate_per_min: float = 0.0
    """As of `last_seen`; it fades from then on."""
    zone: str | None = None
    device_type: str | None = None
    hardware: str | None = None
    display_name: str | None = None
    capabilities: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    battery_mv: float | None = None
    uptime_s: float | None = None
    boot: str | None = None
    gone: bool = False
    """Its last will arrived after its last message."""

    def status(self, moment: datetime) -> Status:
        silent = moment - self.last_seen
        if self.gone or silent >= STALE_FOR:
            return "offline"
        return "online" if silent < ONLINE_FOR else "stale"

    def rate_at(self, moment: datetime) -> float:
        """Messages a minute."""
        return self.rate_per_min * fading((moment - self.last_seen).total_seconds())


def fading(elapsed_s: float) -> float:
    """What is left of a rate after so many seconds of silence."""
    return math.exp(-max(elapsed_s, 0.0) / RATE_TIME_CONSTANT_S)


class Devices(Projection[Device]):
    """Every device that was ever heard of, by name."""

    name = "devices"
    handles: ClassVar = frozenset(
        payload.event_type
        for payload in (
            ReadingRecorded,
            HeartbeatReceived,
            StateReported,
            Registered,
            CameraDiscovered,
        )
    )
    row = Device

    def apply(self, state: State[Device], event: Recorded) -> None:
        key = event.subject.name
        moment = event.recorded_at
        known = state.get(key) or Device(key, moment, moment)
        heard = known if is_last_will(event) else _heard(known, moment)
        state.put(key, _told(heard, event))


def is_last_will(event: Recorded) -> bool:
    """Whether the broker said it on the device's behalf."""
    if event.type != HeartbeatReceived.event_type:
        return False  # before any data is decoded, which most events need not be for this
    beat = event.data
    return isinstance(beat, HeartbeatReceived) and beat.status == "offline"


def _heard(device: Device, moment: datetime) -> Device:
    elapsed_s = (moment - device.last_seen).total_seconds()
    rate = device.rate_per_min * fading(elapsed_s) + RATE_PER_MESSAGE
    return Device(
        device.device,
        device.first_seen,
        max(device.last_seen, moment),
        device.messages + 1,
        rate,
        device.zone,
        device.device_type,
        device.hardware,
        device.display_name,
        device.capabilities,
        device.channels,
        device.battery_mv,
        device.uptime_s,
        device.boot,
    )


def _told(device: Device, event: Recorded) -> Device:
    """What the event's data adds to the device."""
    match event.data:
        case ReadingRecorded() as reading:
            return _with_reading(device, reading)
        case HeartbeatReceived() as beat:
            return _with_heartbeat(device, beat)
        case StateReported() as report:
            zone = report.zone or device.zone
            return replace(device, zone=zone, device_type=report.device_type)
        case Registered() as said:
            return _with_registration(device, said)
        case CameraDiscovered() as camera:
            return replace(device, zone=camera.zone or device.zone, device_type="camera")
        case _:
            return device


def _with_reading(device: Device, reading: ReadingRecorded) -> Device:
    boot = reading.boot or device.boot
    if reading.channel in device.channels and (reading.zone, boot) == (device.zone, device.boot):
        return device if reading.channel != "battery_mv" else _with_battery(device, reading)
    channels = tuple(sorted({*device.channels, reading.channel}))
    changed = replace(device, zone=reading.zone, channels=channels, boot=boot)
    return changed if reading.channel != "battery_mv" else _with_battery(changed, reading)


def _with_battery(device: Device, reading: ReadingRecorded) -> Device:
    if isinstance(reading.value, str | bool):
        return device
    return replace(device, battery_mv=float(reading.value))


def _with_heartbeat(device: Device, beat: HeartbeatReceived) -> Device:
    return replace(
        device,
        zone=beat.zone or device.zone,
        battery_mv=device.battery_mv if beat.battery_mv is None else beat.battery_mv,
        uptime_s=device.uptime_s if beat.uptime_s is None else beat.uptime_s,
        boot=beat.boot or device.boot,
        gone=beat.status == "offline",
    )


def _with_registration(device: Device, said: Registered) -> Device:
    return replace(
        device,
        zone=said.zone or device.zone,
        device_type=said.device_type or device.device_type,
        hardware=said.hardware or device.hardware,
        display_name=said.display_name or device.display_name,
        capabilities=said.capabilities or device.capabilities,
    )
