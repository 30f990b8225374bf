"""What can be wrong with a SensorSwarm frame, as a tree; each error carries what was expected.

FrameError
├── FrameTooShort         fewer bytes than the frame's type needs
├── LengthMismatch        more bytes than the frame's type has
├── PayloadTooLong        a payload above 240 bytes, in a frame or to be put in one
├── BadMagic              the first byte is not 0x53
├── UnsupportedVersion    a version of the protocol that is not 1
├── UnknownFrameType      a type that this version does not have
├── ChecksumMismatch      the last byte is not the XOR of all before it
└── ValueOutOfRange       a value that its field cannot hold
"""

from events.errors import SomsError


class FrameError(SomsError):
    """Base of everything that makes bytes not a frame, or a value not encodable as one."""


class FrameTooShort(FrameError):
    """The frame ends before its content does."""

    def __init__(self, expected: int, actual: int) -> None:
        super().__init__(f"frame of {actual} bytes, at least {expected} are needed")
        self.expected = expected
        self.actual = actual


class LengthMismatch(FrameError):
    """Bytes follow after the end of the frame."""

    def __init__(self, expected: int, actual: int) -> None:
        super().__init__(f"frame of {actual} bytes, its type and counts say {expected}")
        self.expected = expected
        self.actual = actual


class PayloadTooLong(FrameError):
    """The payload does not fit into a frame."""

    def __init__(self, limit: int, actual: int) -> None:
        super().__init__(f"payload of {actual} bytes, at most {limit} are allowed")
        self.limit = limit
        self.actual = actual


class BadMagic(FrameError):
    """The bytes are no SensorSwarm frame."""

    def __init__(self, expected: int, actual: int) -> None:
        super().__init__(f"first byte 0x{actual:02x}, a frame begins with 0x{expected:02x}")
        self.expected = expected
        self.actual = actual


class UnsupportedVersion(FrameError):
    """The frame is of another version of the protocol."""

    def __init__(self, expected: int, actual: int) -> None:
        super().__init__(f"version 0x{actual:02x}, only 0x{expected:02x} is understood")
        self.expected = expected
        self.actual = actual


class UnknownFrameType(FrameError):
    """The frame's type is not one of this version."""

    def __init__(self, actual: int) -> None:
        super().__init__(f"frame type 0x{actual:02x} is not known")
        self.actual = actual


class ChecksumMismatch(FrameError):
    """The frame was damaged on its way."""

    def __init__(self, expected: int, actual: int) -> None:
        super().__init__(f"checksum 0x{actual:02x}, the bytes before it give 0x{expected:02x}")
        self.expected = expected
        self.actual = actual


class ValueOutOfRange(FrameError):
    """The value does not fit into its field."""

    def __init__(self, field: str, value: object, allowed: str) -> None:
        super().__init__(f"{field}: {value!r} is not {allowed}")
        self.field = field
        self.value = value
        self.allowed = allowed
