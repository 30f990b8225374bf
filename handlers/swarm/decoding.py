"""Bytes to frames. Every byte sequence is exactly one frame or one named error."""

import struct
from collections.abc import Callable, Mapping
from functools import reduce
from operator import xor

from handlers.swarm.codes import (
    ARGUMENT_BYTES,
    CAPABILITIES,
    CHANNELS,
    COMMANDS,
    HARDWARE,
    FrameType,
)
from handlers.swarm.errors import (
    ChecksumMismatch,
    FrameTooShort,
    LengthMismatch,
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
from handlers.swarm.length import HEADER, SHORTEST, frame_length

DECIMALS = 4
"""What a float32 of a sensor is worth."""


def decode(data: bytes) -> Frame:
    """The frame that `data` is, from its first byte to its last. Raises a `FrameError`."""
    expected = frame_length(data)
    if expected is None or len(data) < expected:
        raise FrameTooShort(expected or SHORTEST, len(data))
    if len(data) > expected:
        raise LengthMismatch(expected, len(data))
    if (sum_ := checksum(data[:-1])) != data[-1]:
        raise ChecksumMismatch(sum_, data[-1])
    return _DECODERS[FrameType(data[2])](data[3], data[HEADER:-1])


def checksum(data: bytes) -> int:
    return reduce(xor, data, 0)


def _report(leaf: int, payload: bytes) -> Report:
    pairs = struct.iter_unpack("<Bf", payload[1:])
    return Report(
        leaf,
        tuple(Measured(CHANNELS.name(code), round(value, DECIMALS)) for code, value in pairs),
    )


def _heartbeat(leaf: int, payload: bytes) -> Heartbeat:
    battery_mv, uptime_s = struct.unpack("<HI", payload)
    return Heartbeat(leaf, battery_mv, uptime_s)


def _wake_notify(leaf: int, payload: bytes) -> WakeNotify:
    return WakeNotify(leaf, payload[0])


def _register(leaf: int, payload: bytes) -> Register:
    capabilities = tuple(CAPABILITIES.name(code) for code in payload[2:])
    return Register(leaf, HARDWARE.name(payload[0]), capabilities)


def _command(leaf: int, payload: bytes) -> Command:
    name, arguments = COMMANDS.name(payload[0]), payload[2:]
    width = ARGUMENT_BYTES.get(name)
    if width is None:
        return Command(leaf, name, arguments=arguments)
    if len(arguments) != width:
        raise ValueOutOfRange(f"{name} arguments", arguments.hex(), f"{width} bytes")
    return Command(leaf, name, int.from_bytes(arguments, "little") if width else None)


def _config(leaf: int, payload: bytes) -> Config:
    return Config(leaf, payload[1:])


def _time_sync(leaf: int, payload: bytes) -> TimeSync:
    return TimeSync(leaf, int.from_bytes(payload, "little"))


def _ack(leaf: int, _: bytes) -> Ack:
    return Ack(leaf)


def _wake(leaf: int, _: bytes) -> Wake:
    return Wake(leaf)


_DECODERS: Mapping[FrameType, Callable[[int, bytes], Frame]] = {
    FrameType.REPORT: _report,
    FrameType.HEARTBEAT: _heartbeat,
    FrameType.WAKE_NOTIFY: _wake_notify,
    FrameType.REGISTER: _register,
    FrameType.COMMAND: _command,
    FrameType.CONFIG: _config,
    FrameType.TIME_SYNC: _time_sync,
    FrameType.ACK: _ack,
    FrameType.WAKE: _wake,
}
