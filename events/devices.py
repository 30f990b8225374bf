"""Devices: what they are, whether they are alive, and what they were told to do."""

from typing import Any

from pydantic import Field

from events.command import Command
from events.payload import Payload
from events.telemetry import Number


class Registered(Payload, exogenous=True):
    """A device said, or an operator stated, what it is and what it can do."""

    device: str
    zone: str | None = None
    device_type: str | None = None
    """`llm_node`, `sensor_node`, `hub`, `leaf`, `camera` or as the device names itself."""
    hardware: str | None = None
    capabilities: tuple[str, ...] = ()
    """Channels it measures and tools it offers."""
    display_name: str | None = None
    topic_prefix: str | None = None
    owner: int | None = None
    """The person who provided it, by user number; only an operator says that."""
    active: bool | None = None
    """Whether it earns credits and experience for its owner; only an operator says that."""
    reported_time: str | None = None
    """The device's own time stamp, kept where it was out of range and arrival time was used."""
    command: Command | None = None
    """Present where an operator said it."""


class HeartbeatReceived(Payload, exogenous=True):
    """A device said that it is alive, or the broker said on its behalf that it is not."""

    device: str
    zone: str | None = None
    status: str = "online"
    """`online`, `offline` (a last will) or as the device puts it."""
    uptime_s: float | None = Field(default=None, ge=0)
    battery_mv: float | None = Field(default=None, ge=0)
    boot: str | None = None
    seq: Number | None = None
    details: dict[str, Any] = Field(default_factory=dict)
    """Whatever else it sent: free heap, signal strength, leaf count …"""
    reported_time: str | None = None
    """The device's own time stamp, kept where it was out of range and arrival time was used."""


class TrustChanged(Payload, exogenous=True):
    """An operator lets a device be commanded, or forbids it, whatever it has done so far."""

    device: str
    trusted: bool


class GapDetected(Payload):
    """Messages of a device did not arrive within a minute of later ones."""

    device: str
    boot: str
    first_seq: Number = Field(alias="from")
    last_seq: Number = Field(alias="to")


class CameOnline(Payload):
    """A device was heard again, or for the first time."""

    device: str
    zone: str | None = None
    offline_s: float | None = None
    """How long it had been silent; absent the first time."""


class WentOffline(Payload):
    """A device was not heard for longer than it may be silent, or its last will arrived."""

    device: str
    zone: str | None = None
    silent_s: float = Field(ge=0)


class BatteryLow(Payload):
    """The battery of a device fell below its limit."""

    device: str
    battery_mv: float
    limit_mv: float


class StateReported(Payload, exogenous=True):
    """An actuator reported its state."""

    device: str
    zone: str | None = None
    device_type: str
    """`hvac`, `light`, `coffee_machine` … as the topic names it."""
    channel: str | None = None
    state: dict[str, Any]
    """Field by field as reported: `power_state`, `mode`, `target_temp` …"""
    reported_time: str | None = None
    """The device's own time stamp, kept where it was out of range and arrival time was used."""


class CommandRequested(Payload):
    """A device is to call one of its tools."""

    request_id: str
    """The JSON-RPC id that its answer will carry."""
    device: str
    """The agent that the request is addressed to."""
    tool: str
    arguments: dict[str, Any] = Field(default_factory=dict)
    timeout_s: float = Field(default=10.0, gt=0)
    idempotent: bool = False
    """Whether doing it twice is as good as once: only then is it ever sent again."""
    attempt: int = Field(default=1, ge=1)
    retry_of: str | None = None
    """The request that had no answer, where this one repeats it."""


class CommandSent(Payload, exogenous=True):
    """A command is on its way: said before it is published, so that a crash sends nothing twice."""

    request_id: str
    device: str
    sending: int = Field(default=1, ge=1)
    """Which publication of this request it is; above 1 only where it is idempotent."""
    sender: str | None = None
    """The process that publishes it, by a name of its own: no other one may."""


class CommandSucceeded(Payload, exogenous=True):
    """A device answered a command with a result."""

    request_id: str
    device: str
    result: Any = None
    """As the device put it."""
    reported_time: str | None = None
    """The device's own time stamp, kept where it was out of range and arrival time was used."""


class CommandFailed(Payload, exogenous=True):
    """A device answered a command with an error."""

    request_id: str
    device: str
    message: str
    code: int | None = None
    """The JSON-RPC error code, where the device sent an error object."""
    reported_time: str | None = None
    """The device's own time stamp, kept where it was out of range and arrival time was used."""


class CommandTimedOut(Payload):
    """No answer came within the command's time."""

    request_id: str
    device: str
    timeout_s: float


class XpGranted(Payload):
    """A device earned experience for its part in a task."""

    device: str
    zone: str
    amount: int = Field(ge=1)
    task: int
    reason: str
    """`task_created` or `task_completed`."""
    command: Command | None = None
    """Absent where the task itself earned it."""
