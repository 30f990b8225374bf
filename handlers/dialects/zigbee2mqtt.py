"""Zigbee2MQTT: what its devices measure, switch and say about being reachable.

Each known key is a reading; a closed contact is a closed door. Switches and lamps report a state.
What tells of neither is still a sign of life.
"""

from collections.abc import Callable, Mapping, Sequence

from events.devices import HeartbeatReceived, StateReported
from events.envelope import Event
from handlers.dialects.address import Address
from handlers.dialects.content import TEXT_LIMIT, object_in, value_in
from handlers.dialects.fields import Fields, is_number
from handlers.dialects.heartbeat import reachable
from handlers.dialects.message import Message
from handlers.dialects.pictures import without_pictures
from handlers.dialects.places import Places
from handlers.dialects.readings import Measure, readings
from handlers.dialects.receipt import tell_numbered
from handlers.dialects.telling import Fact

_CHANNELS: Mapping[str, tuple[str, str | None]] = {
    "temperature": ("temperature", "°C"),
    "humidity": ("humidity", "%"),
    "pressure": ("pressure", "hPa"),
    "co2": ("co2", "ppm"),
    "illuminance": ("illuminance", "lx"),
    "occupancy": ("motion", None),
    "presence": ("presence", None),
    "vibration": ("vibration", None),
    "water_leak": ("water_leak", None),
    "smoke": ("smoke", None),
    "gas": ("gas", None),
    "carbon_monoxide": ("carbon_monoxide", None),
    "tamper": ("tamper", None),
    "soil_moisture": ("soil_moisture", "%"),
    "voc": ("voc", "ppb"),
    "pm25": ("pm25", "µg/m³"),
    "battery": ("battery_pct", "%"),
    "battery_low": ("battery_low", None),
    "linkquality": ("linkquality", "lqi"),
    "power": ("power", "W"),
    "energy": ("energy", "kWh"),
    "current": ("current", "A"),
    "device_temperature": ("device_temperature", "°C"),
}
_STATE = (
    "state",
    "brightness",
    "color_temp",
    "color",
    "position",
    "system_mode",
    "fan_mode",
    "occupied_heating_setpoint",
    "current_heating_setpoint",
)
_OUTGOING = ("/set", "/get")
_AVAILABILITY = "/availability"
BATTERY_MV = 1_000
"""A voltage from here on is a battery's, in mV; below it, the mains', in V."""


class Zigbee2MqttDialect:
    """`{"temperature": 21.5, "contact": true, "battery": 97, "linkquality": 120}`."""

    name = "zigbee2mqtt"
    patterns: Sequence[str] = ("zigbee2mqtt/{device...}",)

    def __init__(self, places: Places) -> None:
        self._places = places

    def translate(self, message: Message, address: Address) -> list[Event]:
        if address.device.endswith(_OUTGOING) or "/set/" in address.device:
            return []
        if address.device.endswith(_AVAILABILITY):
            return self._availability(message, address.device.removesuffix(_AVAILABILITY))
        fields = object_in(message.payload)
        zone = self._places.zone_of(address.device)
        facts = readings(_measures(fields), address.device, zone)
        facts += _state(fields, address, zone)
        if not facts:
            alive = HeartbeatReceived(device=address.device, zone=zone)
            facts.append(Fact(alive, address.subject))
        return tell_numbered(message, address, fields, (message.received_at, None), facts)

    def _availability(self, message: Message, device: str) -> list[Event]:
        content = value_in(message.payload)
        word = content.get("state") if isinstance(content, dict) else content
        return reachable(message, device, self._places.zone_of(device), str(word), content)


def _measures(fields: Fields) -> list[Measure]:
    measures = [
        Measure(channel, fields[key], unit)
        for key, (channel, unit) in _CHANNELS.items()
        if isinstance(fields.get(key), (bool, int, float)) and key + "_lux" not in fields
    ]
    return measures + [
        measure for key, read in _READ.items() if (measure := read(fields.get(key))) is not None
    ]


def _door(contact: object) -> Measure | None:
    """A contact is true while it is closed; a door is true while it is open."""
    return Measure("door", not contact) if isinstance(contact, bool) else None


def _voltage(value: object) -> Measure | None:
    if not is_number(value):
        return None
    battery = value >= BATTERY_MV
    return Measure("battery_mv", value, "mV") if battery else Measure("voltage", value, "V")


def _lux(value: object) -> Measure | None:
    return Measure("illuminance", value, "lx") if is_number(value) else None


def _action(value: object) -> Measure | None:
    pressed = isinstance(value, str) and 0 < len(value) <= TEXT_LIMIT
    return Measure("action", value) if pressed else None


_READ: Mapping[str, Callable[[object], Measure | None]] = {
    "contact": _door,
    "voltage": _voltage,
    "illuminance_lux": _lux,
    "action": _action,
}


def _state(fields: Fields, address: Address, zone: str) -> list[Fact]:
    state = without_pictures({key: fields[key] for key in _STATE if fields.get(key) is not None})
    if not state:
        return []
    reported = StateReported(device=address.device, zone=zone, device_type="zigbee", state=state)
    return [Fact(reported, address.subject)]
