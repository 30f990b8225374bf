"""Raw SensorSwarm frames that a hub passes on, on `soms/swarm/{hub}/frame`.

A leaf speaks as `{hub}.leaf_{id}`. What a hub says to its leaves tells of nothing here.
"""

import math
from collections.abc import Sequence

from events.devices import HeartbeatReceived, Registered
from events.envelope import Event
from events.payload import Payload
from events.telemetry import ReadingRecorded
from handlers.dialects.address import Address
from handlers.dialects.errors import Rejected
from handlers.dialects.message import Message
from handlers.dialects.places import Places
from handlers.dialects.rejection import item_rejected
from handlers.dialects.telling import Fact, tell
from handlers.swarm import (
    Ack,
    Frame,
    FrameError,
    Heartbeat,
    Register,
    Report,
    WakeNotify,
    decode,
)


class SwarmDialect:
    """The bytes of one frame."""

    name = "swarm"
    patterns: Sequence[str] = ("soms/swarm/{device}/frame",)

    def __init__(self, places: Places) -> None:
        self._places = places

    def translate(self, message: Message, address: Address) -> list[Event]:
        try:
            frame = decode(message.payload)
        except FrameError as error:
            raise Rejected(f"frame: {error}") from None
        leaf = Address(device=f"{address.device}.leaf_{frame.leaf}")
        zones = self._places.zones
        zone = zones.get(leaf.device) or self._places.zone_of(address.device)
        facts = self._facts(message, frame, leaf, zone)
        return tell(message, leaf, {}, message.received_at, facts)

    def _facts(self, message: Message, frame: Frame, leaf: Address, zone: str) -> list[Fact]:
        if isinstance(frame, Report) and frame.measured:
            return [
                self._reading(message, measured.channel, measured.value, leaf, zone)
                for measured in frame.measured
            ]
        payload = _sign_of_life(frame, leaf.device, zone)
        return [] if payload is None else [Fact(payload, leaf.subject)]

    def _reading(
        self, message: Message, channel: str, value: float, leaf: Address, zone: str
    ) -> Fact:
        if math.isfinite(value):
            reading = ReadingRecorded(zone=zone, channel=channel, value=value)
            return Fact(reading, leaf.subject)
        reason = f"{channel}: {value} is not a finite number"
        return item_rejected(message, reason, self.name, channel, leaf.subject)


def _sign_of_life(frame: Frame, device: str, zone: str) -> Payload | None:
    match frame:
        case Register():
            return Registered(
                device=device,
                zone=zone,
                device_type="leaf",
                hardware=frame.hardware,
                capabilities=frame.capabilities,
            )
        case Heartbeat():
            return HeartbeatReceived(
                device=device, zone=zone, uptime_s=frame.uptime_s, battery_mv=frame.battery_mv
            )
        case WakeNotify():
            return HeartbeatReceived(device=device, zone=zone, details={"woke_leaf": frame.woken})
        case Report() | Ack():
            return HeartbeatReceived(device=device, zone=zone)
        case _:
            return None
