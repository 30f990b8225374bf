"""Tasmota: nested sensors with their units, a last will, and results of what was switched.

Units are turned into ours (°C, hPa, Ω). A channel that several sensors of a device measure belongs
to a leaf named like the sensor; one that a single sensor measures, to the device.
"""

from collections import Counter
from collections.abc import Mapping, Sequence

from events.devices import StateReported
from events.envelope import Event
from handlers.dialects.address import Address, checked
from handlers.dialects.content import object_in, text_in
from handlers.dialects.errors import Rejected
from handlers.dialects.fields import Fields, is_number
from handlers.dialects.heartbeat import alive, reachable
from handlers.dialects.message import Message
from handlers.dialects.pictures import without_pictures
from handlers.dialects.places import Places
from handlers.dialects.readings import Measure, readings
from handlers.dialects.receipt import tell_numbered
from handlers.dialects.telling import Fact

_CHANNELS: Mapping[str, tuple[str, str | None]] = {
    "Temperature": ("temperature", "°C"),
    "Humidity": ("humidity", "%"),
    "DewPoint": ("dew_point", "°C"),
    "Pressure": ("pressure", "hPa"),
    "SeaPressure": ("sea_pressure", "hPa"),
    "Gas": ("gas_resistance", "Ω"),
    "CarbonDioxide": ("co2", "ppm"),
    "eCO2": ("eco2", "ppm"),
    "TVOC": ("tvoc", "ppb"),
    "Illuminance": ("illuminance", "lx"),
    "Moisture": ("soil_moisture", "%"),
    "Distance": ("distance", "cm"),
    "PM2.5": ("pm25", "µg/m³"),
    "PM10": ("pm10", "µg/m³"),
    "Power": ("power", "W"),
    "Voltage": ("voltage", "V"),
    "Current": ("current", "A"),
    "Total": ("energy", "kWh"),
}
_HPA_PER = {"hPa": 1.0, "mbar": 1.0, "mmHg": 1.333_223_9, "inHg": 33.863_886}
_OHM_PER_KILO_OHM = 1_000
_DECIMALS = 4
_SWITCH = {"ON": True, "OFF": False}


class TasmotaDialect:
    """`{"DHT11": {"Temperature": 70.0, "Humidity": 50}, "TempUnit": "F"}`."""

    name = "tasmota"
    patterns: Sequence[str] = (
        "tele/{device}/SENSOR",
        "tele/{device}/STATE",
        "tele/{device}/LWT",
        "stat/{device}/RESULT",
    )

    def __init__(self, places: Places) -> None:
        self._places = places

    def translate(self, message: Message, address: Address) -> list[Event]:
        zone = self._places.zone_of(address.device)
        if message.levels[-1] == "LWT":
            return reachable(message, address.device, zone, text_in(message.payload))
        fields = object_in(message.payload)
        facts = {"SENSOR": _sensor, "STATE": _alive, "RESULT": _result}[message.levels[-1]](
            fields, address, zone
        )
        return tell_numbered(message, address, fields, (message.received_at, None), facts)


def _sensor(fields: Fields, address: Address, zone: str) -> list[Fact]:
    measures = [*_switches(fields), *_measures(fields)]
    if not measures:
        return _alive(fields, address, zone)
    return readings(measures, address.device, zone)


def _alive(fields: Fields, address: Address, zone: str) -> list[Fact]:
    said = {name: value for name, value in fields.items() if name != "status"}
    return [Fact(alive(said, address.device, zone), address.subject)]


def _result(fields: Fields, address: Address, zone: str) -> list[Fact]:
    state = without_pictures(dict(fields))
    if not state:
        raise Rejected.field("payload", fields, "an object with at least one field of a state")
    reported = StateReported(
        device=address.device, zone=zone, device_type="tasmota", channel="RESULT", state=state
    )
    return [Fact(reported, address.subject)]


def _switches(fields: Fields) -> list[Measure]:
    return [
        Measure(name.lower(), _SWITCH[value])
        for name, value in fields.items()
        if name.startswith("Switch") and isinstance(value, str) and value in _SWITCH
    ]


def _measures(fields: Fields) -> list[Measure]:
    """What the sensors measured; one without a value still has a channel that another shares."""
    sensors = [(name, values) for name, values in fields.items() if isinstance(values, dict)]
    times = Counter(key for _, values in sensors for key in values)
    return [
        Measure(
            channel,
            _ours(key, value, fields),
            unit,
            leaf=checked("sensor", name) if times[key] > 1 else "",
        )
        for name, values in sensors
        for key, (channel, unit) in _CHANNELS.items()
        if is_number(value := values.get(key))
    ]


def _ours(key: str, value: float, fields: Fields) -> float:
    """The value in the unit that its channel usually has."""
    if key in {"Temperature", "DewPoint"} and fields.get("TempUnit") == "F":
        return round((value - 32) / 1.8, _DECIMALS)
    if key in {"Pressure", "SeaPressure"}:
        unit = str(fields.get("PressureUnit", "hPa"))
        if unit not in _HPA_PER:
            raise Rejected.field("PressureUnit", unit, f"one of {', '.join(_HPA_PER)}")
        return value if _HPA_PER[unit] == 1 else round(value * _HPA_PER[unit], _DECIMALS)
    return value * _OHM_PER_KILO_OHM if key == "Gas" else value
