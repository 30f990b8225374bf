"""Heartbeats: a device says that it is alive, in the words of its generation.

Uptime and battery have had several names and units; whatever else is sent is kept as details.
"""

from collections.abc import Mapping, Sequence

from events.devices import HeartbeatReceived
from events.envelope import Event
from handlers.dialects.address import Address
from handlers.dialects.content import value_in
from handlers.dialects.errors import Rejected
from handlers.dialects.fields import Fields, is_number, rest
from handlers.dialects.identity import numbering
from handlers.dialects.message import Message
from handlers.dialects.moment import moment
from handlers.dialects.receipt import tell_numbered
from handlers.dialects.telling import Fact

_UPTIME = ("uptime_s", "uptime_sec", "uptime_seconds", "uptime", "UptimeSec")
_MILLIVOLTS = ("battery_mv", "battery_mV", "batt_mv", "vbat_mv")
_VOLTS = ("battery_v", "battery_voltage", "vbat")
_SAID_BY_TOPIC = ("device_id", "zone")
_REACHABLE = {"online": "online", "offline": "offline", "stopped": "offline"}
STATUS_LIMIT = 64
"""Characters of a status in a device's own words."""


class HeartbeatDialect:
    """`{"status": "online", "uptime_sec": 120}` below a device's own prefix."""

    name = "heartbeat"
    patterns: Sequence[str] = (
        "{root}/{zone}/sensor/{device}/heartbeat",
        "{root}/{zone}/{kind}/{device}/heartbeat",
    )

    def translate(self, message: Message, address: Address) -> list[Event]:
        return heartbeat(message, address, address.zone)


def heartbeat(message: Message, address: Address, zone: str | None) -> list[Event]:
    """The heartbeat in a message that is an object, or a bare status such as `Online`."""
    content = value_in(message.payload)
    if isinstance(content, str):
        content = {"status": content.lower()}
    if not isinstance(content, dict):
        raise Rejected.field("payload", content, "a JSON object or a status")
    when = moment(content, message.received_at)
    data = alive(content, address.device, zone)
    return tell_numbered(message, address, content, when, [Fact(data, address.subject)])


def reachable(
    message: Message, device: str, zone: str, word: str, fields: object = None
) -> list[Event]:
    """The heartbeat that a bridge or a last will says on a device's behalf: online or offline."""
    status = word.strip().lower()
    if status not in _REACHABLE:
        raise Rejected.field("payload", word, f"one of {', '.join(_REACHABLE)}")
    speaker = Address(device=device)
    data = HeartbeatReceived(device=device, zone=zone, status=_REACHABLE[status])
    fact = Fact(data, speaker.subject)
    named = fields if isinstance(fields, dict) else {}
    return tell_numbered(message, speaker, named, (message.received_at, None), [fact])


def alive(fields: Fields, device: str, zone: str | None) -> HeartbeatReceived:
    """The heartbeat that an object of any generation amounts to."""
    known: set[str] = {"status", *_SAID_BY_TOPIC}
    uptime_s = _measure(fields, dict.fromkeys(_UPTIME, 1), known)
    factors = dict.fromkeys(_MILLIVOLTS, 1) | dict.fromkeys(_VOLTS, 1_000)
    battery_mv = _measure(fields, factors, known)
    number = numbering(fields)
    return HeartbeatReceived(
        device=device,
        zone=zone,
        status=_status(fields.get("status")),
        uptime_s=uptime_s,
        battery_mv=battery_mv,
        boot=number.boot if number else None,
        seq=number.seq if number else None,
        details=rest(fields, known),
    )


def _status(said: object) -> str:
    """In the device's own words, but for the two that mean something here."""
    if said is None:
        return "online"
    if not isinstance(said, str) or not 0 < len(said) <= STATUS_LIMIT:
        raise Rejected.field("status", said, f"a text of 1 to {STATUS_LIMIT} characters")
    word = said.strip().lower()
    return word if word in ("online", "offline") else said


def _measure(fields: Fields, factors: Mapping[str, int], known: set[str]) -> float | None:
    """The first of several names that holds a measure; one that holds none stays a detail."""
    for name, factor in factors.items():
        value = fields.get(name)
        if is_number(value) and value >= 0:
            known.add(name)
            return value * factor
    return None
