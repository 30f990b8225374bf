"""CloudEvents 1.0, structured JSON: the log's own lines, and what devices send.

Our own lines keep `data` verbatim, so a line that was exported is the entry that was hashed. From
devices any member order and any extension is taken; what is missing or wrong is named.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import orjson

from events.entry import header, split_tags, wire_form
from events.envelope import Recorded
from events.errors import InvalidCloudEvent, InvalidSubject
from events.identity import Position, Subject

CONTENT_TYPE = "application/cloudevents+json"

_DATA_MARK = b',"data":'
"""Outside a JSON string these bytes stand for themselves: quotes inside one are escaped."""


def encode(event: Recorded) -> bytes:
    """The event as one CloudEvent, its data verbatim and last."""
    attributes = header(event, event.dataversion, event.recorded_at)
    return wire_form(attributes, event.data_json, event.position)


def decode(line: bytes) -> Recorded:
    """The event of a line that `encode` wrote. Raises `InvalidCloudEvent`."""
    attributes, data_json = _split(line)
    try:
        return Recorded(
            position=Position(_integer(attributes, "position")),
            id=_uuid(attributes, "id"),
            type=_text(attributes, "type"),
            dataversion=_integer(attributes, "dataversion"),
            source=_text(attributes, "source"),
            subject=Subject(_text(attributes, "subject")),
            tags=split_tags(attributes.get("tags", "")),
            time=_time(attributes, "time"),
            recorded_at=_time(attributes, "recordedat"),
            causation_id=_optional_uuid(attributes, "causationid"),
            correlation_id=_optional_uuid(attributes, "correlationid"),
            actor=_optional_subject(attributes, "actor"),
            data_json=data_json,
        )
    except InvalidSubject as error:
        raise InvalidCloudEvent(str(error)) from None


@dataclass(frozen=True, slots=True)
class ForeignEvent:
    """A CloudEvent as a device sent it; the optional attributes may be absent."""

    id: str
    type: str
    source: str
    subject: str | None
    time: datetime | None
    data: dict[str, Any]


def parse(event: Any) -> ForeignEvent:
    """A CloudEvent from its JSON object. Raises `InvalidCloudEvent` naming the attribute."""
    if not isinstance(event, dict):
        raise InvalidCloudEvent(f"must be a JSON object, got {event!r:.60}")
    if event.get("specversion") != "1.0":
        raise InvalidCloudEvent(f"specversion: must be '1.0', got {event.get('specversion')!r:.40}")
    data = event.get("data", {})
    if not isinstance(data, dict):
        raise InvalidCloudEvent(f"data: must be a JSON object, got {data!r:.60}")
    subject = event.get("subject")
    if subject is not None and not isinstance(subject, str):
        raise InvalidCloudEvent(f"subject: must be a string, got {subject!r:.60}")
    return ForeignEvent(
        id=_text(event, "id"),
        type=_text(event, "type"),
        source=_text(event, "source"),
        subject=subject,
        time=_time(event, "time") if "time" in event else None,
        data=data,
    )


def _split(line: bytes) -> tuple[dict[str, Any], bytes]:
    """The attributes, and the exact bytes of the data."""
    at = line.find(_DATA_MARK)
    stripped = line.rstrip()
    if at < 0 or not stripped.endswith(b"}"):
        raise InvalidCloudEvent("must be an object whose last member is data")
    try:
        attributes = orjson.loads(line[:at] + b"}")
    except orjson.JSONDecodeError as error:
        raise InvalidCloudEvent(f"attributes are not JSON: {error}") from None
    return attributes, stripped[at + len(_DATA_MARK) : -1]


def _text(attributes: dict[str, Any], name: str) -> str:
    value = attributes.get(name)
    if not isinstance(value, str) or not value:
        raise InvalidCloudEvent(f"{name}: must be a non-empty string, got {value!r:.60}")
    return value


def _integer(attributes: dict[str, Any], name: str) -> int:
    value = attributes.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise InvalidCloudEvent(f"{name}: must be a positive integer, got {value!r:.60}")
    return value


def _uuid(attributes: dict[str, Any], name: str) -> UUID:
    value = _text(attributes, name)
    try:
        return UUID(value)
    except ValueError:
        raise InvalidCloudEvent(f"{name}: must be a UUID, got {value!r:.60}") from None


def _optional_uuid(attributes: dict[str, Any], name: str) -> UUID | None:
    return _uuid(attributes, name) if name in attributes else None


def _optional_subject(attributes: dict[str, Any], name: str) -> Subject | None:
    return Subject(_text(attributes, name)) if name in attributes else None


def _time(attributes: dict[str, Any], name: str) -> datetime:
    value = _text(attributes, name)
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        raise InvalidCloudEvent(f"{name}: must be an RFC 3339 time, got {value!r:.60}") from None
    if moment.tzinfo is None:
        raise InvalidCloudEvent(f"{name}: must say its offset from UTC, got {value!r:.60}")
    return moment.astimezone(UTC)
