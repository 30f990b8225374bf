"""The MQTT packets that arrive, decoded, and how large one that leaves will be; pure functions.

Only what the bus uses is decoded: properties of messages are skipped, those of CONNACK are read.
"""

import struct
from dataclasses import dataclass
from typing import NamedTuple

from gmqtt.client import Message
from gmqtt.mqtt.property import Property

_U16 = struct.Struct("!H")

UNLIMITED = 65_535
"""The receive maximum of a broker that names none."""


AROUND_TEXTS = 14
"""Bytes of a PUBLISH beside topic, payload and properties, at most: type, lengths, packet id."""

AROUND_PROPERTY = 3
"""Bytes beside a property's text."""


class Published(NamedTuple):
    """A PUBLISH from the broker."""

    topic: str
    payload: bytes
    qos: int
    retain: bool
    dup: bool
    packet_id: int | None


@dataclass(frozen=True, slots=True)
class Welcome:
    """A CONNACK."""

    session_present: bool
    code: int
    receive_maximum: int = UNLIMITED
    keepalive_s: int | None = None
    largest_packet: int | None = None
    """Bytes, from a broker that names a limit."""


def publish(flags: int, body: bytes, *, v5: bool) -> Published:
    qos = (flags >> 1) & 3
    at = 2 + _U16.unpack_from(body)[0]
    topic = body[2:at].decode(errors="replace")
    packet_id = None
    if qos:
        (packet_id,) = _U16.unpack_from(body, at)
        at += 2
    if v5:
        at = _after_properties(body, at)
    return Published(topic, body[at:], qos, bool(flags & 1), bool(flags & 8), packet_id)


def connack(body: bytes, *, v5: bool) -> Welcome:
    present, code = bool(body[0] & 1), body[1]
    if not v5 or len(body) < 3:
        return Welcome(present, code)
    size, start = _varint(body, 2)
    properties = _properties(body[start : start + size])
    return Welcome(
        present,
        code,
        properties.get("receive_maximum", UNLIMITED),
        properties.get("server_keep_alive"),
        properties.get("maximum_packet_size"),
    )


def puback(body: bytes) -> tuple[int, int]:
    """Packet id and reason code."""
    return _U16.unpack_from(body)[0], body[2] if len(body) > 2 else 0


def suback(body: bytes, *, v5: bool) -> tuple[int, bytes]:
    """Packet id, and one reason code for each filter."""
    at = _after_properties(body, 2) if v5 else 2
    return _U16.unpack_from(body)[0], body[at:]


def disconnect(body: bytes) -> int:
    """The reason code; 0 where the connection just ended."""
    return body[0] if body else 0


def publish_size(message: Message) -> int:
    """Bytes that a PUBLISH takes on the wire, at most."""
    properties = message.properties.values()
    texts = sum(AROUND_PROPERTY + len(text.encode()) for text in properties)
    return AROUND_TEXTS + len(message.topic) + len(message.payload) + texts


def acknowledgement(packet_id: int) -> bytes:
    """A PUBACK that says success, in the short form that 3.1.1 and 5 share."""
    return b"\x40\x02" + _U16.pack(packet_id)


def _after_properties(body: bytes, at: int) -> int:
    size, start = _varint(body, at)
    return start + size


def _varint(body: bytes, at: int) -> tuple[int, int]:
    """A variable byte integer, and where it ends."""
    value = shift = 0
    while True:
        byte = body[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, at
        shift += 7


def _properties(data: bytes) -> dict[str, int]:
    """The numbers among the properties, by gmqtt's names."""
    numbers: dict[str, int] = {}
    while data:
        kind = Property.factory(id_=data[0])
        if kind is None:
            break
        found, data = kind.loads(data[1:])
        numbers.update({name: value for name, value in found.items() if isinstance(value, int)})
    return numbers
