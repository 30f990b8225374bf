"""What a device may say of its own accord: which events, and about whom.

About itself and its leaves, and what it saw in a zone (its own, where configuration says which that
is). Never about other devices, people, tasks or money, nor about who is paid for it.
"""

from collections.abc import Mapping

from events.devices import (
    CommandFailed,
    CommandSucceeded,
    HeartbeatReceived,
    Registered,
    StateReported,
)
from events.errors import InvalidSubject
from events.identity import Subject
from events.payload import Payload
from events.telemetry import ReadingRecorded
from events.vision import (
    ActivityObserved,
    CameraDiscovered,
    CameraLost,
    DetectionIgnored,
    OccupancyObserved,
    WhiteboardObserved,
)
from handlers.dialects.address import checked
from handlers.dialects.errors import Rejected
from handlers.dialects.places import Places

_ABOUT_DEVICES: tuple[type[Payload], ...] = (
    ReadingRecorded,
    Registered,
    HeartbeatReceived,
    StateReported,
    CommandSucceeded,
    CommandFailed,
    CameraDiscovered,
    CameraLost,
)
_ABOUT_ZONES: tuple[type[Payload], ...] = (
    OccupancyObserved,
    ActivityObserved,
    WhiteboardObserved,
    DetectionIgnored,
)
ALLOWED: Mapping[str, type[Payload]] = {
    payload.event_type: payload for payload in (*_ABOUT_DEVICES, *_ABOUT_ZONES)
}
"""The events that a device may publish itself."""

_NAMES_A_DEVICE = ("device", "camera")
_CHECKED_NAMES = ("channel", "request_id")
OPERATORS_NAMES = ("owner", "active", "command")
"""Fields of a registration that only an operator fills in: they decide who is paid."""


def checked_type(value: object) -> str:
    if isinstance(value, str) and value in ALLOWED:
        return value
    raise Rejected.field("type", value, f"one of {', '.join(ALLOWED)}")


def checked_subject(given: object, data: Payload, device: str, places: Places) -> Subject:
    """The subject of an event that `device` publishes. Raises `Rejected` if it is not its own."""
    zone = _zone(data, device, places)
    told = _told(data, device)
    _require_no_operator(data)
    for name in _CHECKED_NAMES:
        if isinstance(value := getattr(data, name, None), str):
            checked(name, value)
    allowed = [Subject.of("device", told)]
    if zone is not None and isinstance(data, _ABOUT_ZONES):
        allowed.insert(0, Subject.of("zone", zone))
    if given is None:
        return allowed[0]
    subject = _subject(given)
    if subject in allowed or (isinstance(data, ReadingRecorded) and _own(subject, device)):
        return subject
    raise Rejected.field("subject", given, f"one of {', '.join(allowed)}")


def _require_no_operator(data: Payload) -> None:
    for name in OPERATORS_NAMES:
        if (value := getattr(data, name, None)) is not None:
            raise Rejected.field(f"data.{name}", value, "absent: that is for an operator to say")


def _told(data: Payload, device: str) -> str:
    """The device that the data names: the speaker, or a leaf of it."""
    for name in _NAMES_A_DEVICE:
        value = getattr(data, name, None)
        if isinstance(value, str):
            if value != device and not value.startswith(f"{device}."):
                raise Rejected.field(f"data.{name}", value, f"{device!r} or a leaf of it")
            return checked(f"data.{name}", value)
    return device


def _zone(data: Payload, device: str, places: Places) -> str | None:
    zone = getattr(data, "zone", None)
    if zone is None:
        return None
    own = places.zones.get(device)
    if own is not None and zone != own:
        raise Rejected.field("data.zone", zone, f"the device's own, {own!r}")
    return checked("zone", str(zone))


def _own(subject: Subject, device: str) -> bool:
    return subject.kind == "device" and (
        subject.name == device or subject.name.startswith(f"{device}.")
    )


def _subject(value: object) -> Subject:
    try:
        return Subject(value if isinstance(value, str) else "")
    except InvalidSubject:
        raise Rejected.field("subject", value, "a subject such as device:env_01") from None
