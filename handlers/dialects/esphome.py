"""ESPHome: one plain value per topic, below the prefix that a node was configured with.

The prefix is the device, the object is the channel. A sensor that has no value says `nan`; that is
rejected, not taken for a reading.
"""

from collections.abc import Sequence

from events.devices import StateReported
from events.envelope import Event
from handlers.dialects.address import Address
from handlers.dialects.content import scalar, text_in, value_in
from handlers.dialects.errors import Rejected
from handlers.dialects.heartbeat import reachable
from handlers.dialects.message import Message
from handlers.dialects.places import Places
from handlers.dialects.readings import Measure, readings
from handlers.dialects.telling import Fact, tell

_SWITCH = {"ON": True, "OFF": False}


class EsphomeDialect:
    """`21.5` on `desk/sensor/temperature/state`, `ON` on `desk/binary_sensor/motion/state`."""

    name = "esphome"
    patterns: Sequence[str] = ("{esphome}/{kind}/{channel}/state", "{esphome}/status")

    def __init__(self, places: Places) -> None:
        self._places = places

    def translate(self, message: Message, address: Address) -> list[Event]:
        speaker = Address(device="/".join(message.levels[: -3 if address.kind else -1]))
        zone = self._places.zone_of(speaker.device)
        if not address.kind:
            return reachable(message, speaker.device, zone, text_in(message.payload))
        value = scalar("payload", value_in(message.payload))
        if "sensor" in address.kind:
            read = _sensed(address.kind, value)
            facts = readings([Measure(address.channel, read)], speaker.device, zone)
        else:
            facts = [_reported(address, speaker, zone, value)]
        return tell(message, speaker, {}, message.received_at, facts)


def _sensed(kind: str, value: bool | int | float | str) -> bool | int | float | str:
    if kind == "binary_sensor":
        if value not in _SWITCH:
            raise Rejected.field("payload", value, "ON or OFF")
        return _SWITCH[str(value)]
    if kind == "sensor" and isinstance(value, str):
        raise Rejected.field("payload", value, "a number")
    return value


def _reported(address: Address, speaker: Address, zone: str, value: object) -> Fact:
    reported = StateReported(
        device=speaker.device,
        zone=zone,
        device_type=address.kind,
        channel=address.channel,
        state={"state": value},
    )
    return Fact(reported, speaker.subject)
