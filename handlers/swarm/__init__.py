"""SensorSwarm: the binary frames of a hub and its leaves, both ways and out of byte streams."""

from handlers.swarm.decoding import decode
from handlers.swarm.encoding import encode
from handlers.swarm.errors import (
    BadMagic,
    ChecksumMismatch,
    FrameError,
    FrameTooShort,
    LengthMismatch,
    PayloadTooLong,
    UnknownFrameType,
    UnsupportedVersion,
    ValueOutOfRange,
)
from handlers.swarm.frames import (
    Ack,
    Command,
    Config,
    Frame,
    Heartbeat,
    Measured,
    Register,
    Report,
    TimeSync,
    Wake,
    WakeNotify,
)
from handlers.swarm.stream import StreamReader

__all__ = [
    "Ack",
    "BadMagic",
    "ChecksumMismatch",
    "Command",
    "Config",
    "Frame",
    "FrameError",
    "FrameTooShort",
    "Heartbeat",
    "LengthMismatch",
    "Measured",
    "PayloadTooLong",
    "Register",
    "Report",
    "StreamReader",
    "TimeSync",
    "UnknownFrameType",
    "UnsupportedVersion",
    "ValueOutOfRange",
    "Wake",
    "WakeNotify",
    "decode",
    "encode",
]
