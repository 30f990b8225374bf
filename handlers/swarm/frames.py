"""SensorSwarm frames as values: what a leaf and its hub tell each other."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Measured:
    """One channel of a report; the value is rounded to four decimals."""

    channel: str
    value: float


@dataclass(frozen=True, slots=True)
class Report:
    """Leaf to hub: what it measured."""

    leaf: int
    measured: tuple[Measured, ...]


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """Leaf to hub: it lives."""

    leaf: int
    battery_mv: int
    uptime_s: int


@dataclass(frozen=True, slots=True)
class WakeNotify:
    """Leaf to hub: it woke another leaf."""

    leaf: int
    woken: int


@dataclass(frozen=True, slots=True)
class Register:
    """Leaf to hub: what it is and can do."""

    leaf: int
    hardware: str
    capabilities: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Command:
    """Hub to leaf: do something. `arguments` are the bytes of a command whose name is not known."""

    leaf: int
    name: str
    argument: int | None = None
    arguments: bytes = b""


@dataclass(frozen=True, slots=True)
class Config:
    """Hub to leaf: settings, as bytes that only the leaf's firmware reads."""

    leaf: int
    content: bytes = b""


@dataclass(frozen=True, slots=True)
class TimeSync:
    """Hub to leaf: what time it is."""

    leaf: int
    epoch_s: int


@dataclass(frozen=True, slots=True)
class Ack:
    """Either way: understood."""

    leaf: int


@dataclass(frozen=True, slots=True)
class Wake:
    """Hub to leaf: wake up."""

    leaf: int


Frame = Report | Heartbeat | WakeNotify | Register | Command | Config | TimeSync | Ack | Wake
