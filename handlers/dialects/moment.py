"""When it happened: the device's own time where it is believable, else the time of arrival."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from events.payload import Payload
from handlers.dialects.errors import shown

OLDEST = timedelta(days=7)
NEWEST = timedelta(minutes=5)
"""How far a device's time may lie before and after the arrival of its message."""

REPORTED = "reported_time"
"""The field in which data keeps a time stamp that was not believed."""

_NAMES = ("ts", "timestamp")


When = tuple[datetime, str | None]
"""The time of an event, and the device's time stamp where it was not believed."""


def moment(fields: Mapping[str, object], received_at: datetime) -> When:
    for name in _NAMES:
        if (stamp := fields.get(name)) is not None:
            return believed(stamp, received_at)
    return received_at, None


def believed(stamp: object, received_at: datetime) -> When:
    if stamp is None:
        return received_at, None
    when = _read(stamp)
    if when is None or not -OLDEST <= when - received_at <= NEWEST:
        return received_at, stamp if isinstance(stamp, str) and len(stamp) <= 64 else shown(stamp)
    return when, None


def apart_from_the_clock(data: Payload) -> Payload:
    """What a message says whenever it arrives: without the time stamp that was not believed."""
    return data.model_copy(update={REPORTED: None}) if REPORTED in type(data).model_fields else data


def _read(stamp: object) -> datetime | None:
    """Epoch seconds or RFC 3339; None if it is neither."""
    try:
        if isinstance(stamp, (int, float)) and not isinstance(stamp, bool):
            return datetime.fromtimestamp(stamp, UTC)
        when = datetime.fromisoformat(stamp.upper()) if isinstance(stamp, str) else None
        return when.astimezone(UTC) if when is not None and when.tzinfo is not None else None
    except (ValueError, OverflowError, OSError):
        return None
