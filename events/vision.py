"""Vision: counts and postures that cameras saw. Never pictures, never identities (R9)."""

from typing import Any, Literal

from pydantic import Field

from events.payload import Payload


class OccupancyObserved(Payload, exogenous=True):
    """A camera counted the people in a zone."""

    zone: str
    person_count: int = Field(ge=0)
    camera: str | None = None
    observer: str | None = None
    """The program that counted: `occupancy`, `frigate` …"""
    reported_time: str | None = None
    """The device's own time stamp, kept where it was out of range and arrival time was used."""


class ActivityObserved(Payload, exogenous=True):
    """A camera judged what the people in a zone do."""

    zone: str
    person_count: int = Field(ge=0)
    monitor: str | None = None
    activity_level: float | None = Field(default=None, ge=0, le=1)
    activity_class: str | None = None
    """`idle`, `low`, `moderate`, `high`, `focused` …"""
    posture_status: str | None = None
    """`changing`, `mostly_static` or `static`."""
    posture_duration_s: float | None = Field(default=None, ge=0)
    details: dict[str, Any] = Field(default_factory=dict)
    reported_time: str | None = None
    """The device's own time stamp, kept where it was out of range and arrival time was used."""


class WhiteboardObserved(Payload, exogenous=True):
    """A camera judged whether a whiteboard needs wiping."""

    zone: str
    dirty: bool
    edge_density: float | None = Field(default=None, ge=0)
    changed: bool | None = None
    reported_time: str | None = None
    """The device's own time stamp, kept where it was out of range and arrival time was used."""


class CameraDiscovered(Payload, exogenous=True):
    """A camera was found on the network."""

    camera: str
    zone: str | None = None
    protocol: str | None = None
    address: str | None = None
    verified: bool | None = None
    reported_time: str | None = None
    """The device's own time stamp, kept where it was out of range and arrival time was used."""


class CameraLost(Payload, exogenous=True):
    """A camera stopped answering."""

    camera: str
    zone: str | None = None
    reason: str | None = None
    reported_time: str | None = None
    """The device's own time stamp, kept where it was out of range and arrival time was used."""


class DetectionIgnored(Payload, exogenous=True):
    """A detector saw something that is not a person; counted, not followed."""

    label: str
    camera: str | None = None
    zone: str | None = None
    phase: Literal["new", "update", "end"] | None = None
    reported_time: str | None = None
    """The device's own time stamp, kept where it was out of range and arrival time was used."""
