"""Ids of arriving messages, made so that a message that comes again gets the id that it had.

The broker owes us a packet until we acknowledge it, and sends it again under the same packet id.
So an id is a UUIDv7 whose last four bytes name the recorder and the packet: after a crash between
commit and acknowledgement, the tail of the log tells which packets are in it already.
Comparing contents instead would lose readings: a thermometer says the same thing all night.
"""

from hashlib import sha256
from struct import Struct
from uuid import UUID, uuid5

from uuid_utils import uuid7

from events.mqtt import Delivery

_RETAINED = UUID("5f0c0b5e-6a3b-5d57-9d6c-3c1f5a0e7a11")
"""Namespace of ids of retained messages."""

_NAMED = Struct("!HH")
"""The last four bytes of an id: recorder and packet."""

_PACKET = 0xFFFF
_MARK = 0xFFFF_FFFF


def recorder_tag(client_id: str) -> int:
    """Sixteen bits that stand for a recorder in the ids that it gives."""
    return int.from_bytes(sha256(client_id.encode()).digest()[:2])


def arrival_id(tag: int, packet_id: int) -> UUID:
    """A fresh UUIDv7 that names the packet."""
    return UUID(bytes=uuid7().bytes[:12] + _NAMED.pack(tag, packet_id))


def packet_of(event_id: UUID, tag: int) -> int | None:
    """The packet that an id names, if this recorder gave it."""
    mark = event_id.int & _MARK
    return mark & _PACKET if event_id.version == 7 and mark >> 16 == tag else None


def retained_id(delivery: Delivery) -> UUID:
    """The id of a retained message: the same for as long as the message is.

    A broker repeats what it retains to every new subscription; it is one fact all the same, unless
    something else was said in between (see `retained`).
    """
    digest = sha256(delivery.payload).hexdigest()
    return uuid5(_RETAINED, f"{delivery.topic}\0{digest}")
