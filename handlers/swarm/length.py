"""Where a SensorSwarm frame ends: computed from its type and counts, never guessed by checksum.

A frame carries no length. Reports, registrations, commands and configurations carry a count at a
fixed place; all other types have a fixed size.
"""

from handlers.swarm.codes import FrameType
from handlers.swarm.errors import BadMagic, PayloadTooLong, UnknownFrameType, UnsupportedVersion

MAGIC = 0x53
VERSION = 0x01
HEADER = 4
"""Bytes before the payload: magic, version, type, leaf."""

PAYLOAD_LIMIT = 240
SHORTEST = HEADER + 1
LONGEST = HEADER + PAYLOAD_LIMIT + 1

_FIXED = {
    FrameType.HEARTBEAT: 6,
    FrameType.WAKE_NOTIFY: 1,
    FrameType.TIME_SYNC: 4,
    FrameType.ACK: 0,
    FrameType.WAKE: 0,
}
_COUNTED = {
    FrameType.REPORT: (0, 5),
    FrameType.REGISTER: (1, 1),
    FrameType.COMMAND: (1, 1),
    FrameType.CONFIG: (0, 1),
}
"""Place of the count in the payload, and the bytes of each thing that it counts."""

_TYPES = {int(one): one for one in FrameType}


def frame_length(start: bytes | bytearray | memoryview) -> int | None:
    """Bytes of the frame that begins with `start`; None while too few of them are there to tell.

    Raises `BadMagic`, `UnsupportedVersion`, `UnknownFrameType` or `PayloadTooLong` as soon as
    no frame can begin like this.
    """
    frame_type = _header(start)
    if frame_type is None:
        return None
    if frame_type in _FIXED:
        return SHORTEST + _FIXED[frame_type]
    place, width = _COUNTED[frame_type]
    if len(start) <= HEADER + place:
        return None
    payload = place + 1 + start[HEADER + place] * width
    if payload > PAYLOAD_LIMIT:
        raise PayloadTooLong(PAYLOAD_LIMIT, payload)
    return SHORTEST + payload


def _header(start: bytes | bytearray | memoryview) -> FrameType | None:
    if len(start) > 0 and start[0] != MAGIC:
        raise BadMagic(MAGIC, start[0])
    if len(start) > 1 and start[1] != VERSION:
        raise UnsupportedVersion(VERSION, start[1])
    if len(start) > 2:
        if start[2] not in _TYPES:
            raise UnknownFrameType(start[2])
        return _TYPES[start[2]]
    return None
