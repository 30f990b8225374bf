"""Frames to bytes. What is encoded decodes to the same frame; what does not fit is refused."""

import struct
from collections.abc import Sequence
from typing import assert_never

from handlers.swarm.codes import (
    ARGUMENT_BYTES,
    CAPABILITIES,
    CHANNELS,
    COMMANDS,
    HARDWARE,
    FrameType,
)
from handlers.swarm.decoding import checksum
from handlers.swarm.errors import PayloadTooLong, ValueOutOfRange
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
from handlers.swarm.length import MAGIC, PAYLOAD_LIMIT, VERSION


def encode(frame: Frame) -> bytes:
    """The bytes of a frame. Raises `PayloadTooLong` or `ValueOutOfRange`."""
    frame_type, payload = _content(frame)
    if len(payload) > PAYLOAD_LIMIT:
        raise PayloadTooLong(PAYLOAD_LIMIT, len(payload))
    head = bytes((MAGIC, VERSION, frame_type)) + _unsigned("leaf", frame.leaf, 1)
    body = head + payload
    return body + bytes((checksum(body),))


def _content(frame: Frame) -> tuple[FrameType, bytes]:  # noqa: PLR0911  one return per type
    match frame:
        case Report():
            return FrameType.REPORT, _report(frame.measured)
        case Heartbeat():
            return FrameType.HEARTBEAT, _heartbeat(frame)
        case WakeNotify():
            return FrameType.WAKE_NOTIFY, _unsigned("woken", frame.woken, 1)
        case Register():
            return FrameType.REGISTER, _register(frame)
        case Command():
            return FrameType.COMMAND, _command(frame)
        case Config():
            return FrameType.CONFIG, _counted(frame.content)
        case TimeSync():
            return FrameType.TIME_SYNC, _unsigned("epoch_s", frame.epoch_s, 4)
        case Ack():
            return FrameType.ACK, b""
        case Wake():
            return FrameType.WAKE, b""
        case _:
            assert_never(frame)


def _report(measured: Sequence[Measured]) -> bytes:
    return _count(len(measured)) + b"".join(map(_measured, measured))


def _measured(one: Measured) -> bytes:
    try:
        return struct.pack("<Bf", CHANNELS.code(one.channel), one.value)
    except (OverflowError, struct.error):
        raise ValueOutOfRange(one.channel, one.value, "a float32") from None


def _heartbeat(frame: Heartbeat) -> bytes:
    battery = _unsigned("battery_mv", frame.battery_mv, 2)
    return battery + _unsigned("uptime_s", frame.uptime_s, 4)


def _register(frame: Register) -> bytes:
    codes = bytes(CAPABILITIES.code(name) for name in frame.capabilities)
    return bytes((HARDWARE.code(frame.hardware),)) + _counted(codes)


def _command(frame: Command) -> bytes:
    arguments = frame.arguments
    width = ARGUMENT_BYTES.get(frame.name)
    if width is not None:
        arguments = _unsigned(frame.name, frame.argument or 0, width)
    return bytes((COMMANDS.code(frame.name),)) + _counted(arguments)


def _counted(content: bytes) -> bytes:
    return _count(len(content)) + content


def _count(number: int) -> bytes:
    if number > PAYLOAD_LIMIT:
        raise PayloadTooLong(PAYLOAD_LIMIT, number)
    return bytes((number,))


def _unsigned(field: str, value: int, width: int) -> bytes:
    if not 0 <= value < 1 << (8 * width):
        raise ValueOutOfRange(field, value, f"an integer from 0 to {(1 << (8 * width)) - 1}")
    return value.to_bytes(width, "little")
