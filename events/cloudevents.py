"""The log's own lines: CloudEvents 1.0 as structured JSON, `data` verbatim and last.

A line that was written is the entry that was hashed, and is read back as it was. Of any other line
it is said which attribute is wrong, what it holds and what it may hold; nothing is left out.
"""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import orjson

from events.entry import header, require_readable, split_tags, wire_form
from events.envelope import Recorded
from events.errors import InvalidCloudEvent, InvalidSubject
from events.identity import Position, Subject

ATTRIBUTES = frozenset(
    {
        "actor", "causationid", "correlationid", "dataversion", "id", "position", "recordedat",
        "source", "specversion", "subject", "tags", "time", "type",
    }
)  # fmt: skip
"""What a line may say besides its data."""

VERSION_LIMIT = 2**15 - 1
POSITION_LIMIT = 2**63 - 1

_DATA_MARK = b',"data":'
"""In JSON these bytes stand for themselves: inside a string, the quote would have ended it."""


def encode(event: Recorded) -> bytes:
    """The event as one CloudEvent, its data verbatim and last."""
    attributes = header(event, event.dataversion, event.recorded_at)
    return wire_form(attributes, event.data_json, event.position)


def decode(line: bytes) -> Recorded:
    """The event of a line that `encode` wrote. Raises `InvalidCloudEvent`."""
    attributes, data_json = _split(line)
    if unknown := sorted(attributes.keys() - ATTRIBUTES):
        raise InvalidCloudEvent(f"{unknown[0]:.60}: is no attribute that a log holds")
    if attributes.get("specversion") != "1.0":
        raise _wrong(attributes, "specversion", "'1.0'")
    try:
        return Recorded(
            position=Position(_integer(attributes, "position", POSITION_LIMIT)),
            id=_uuid(attributes, "id"),
            type=_text(attributes, "type"),
            dataversion=_integer(attributes, "dataversion", VERSION_LIMIT),
            source=_text(attributes, "source"),
            subject=Subject(_text(attributes, "subject")),
            tags=_tags(attributes),
            time=_time(attributes, "time"),
            recorded_at=_time(attributes, "recordedat"),
            causation_id=_optional_uuid(attributes, "causationid"),
            correlation_id=_optional_uuid(attributes, "correlationid"),
            actor=_optional_subject(attributes, "actor"),
            data_json=data_json,
        )
    except InvalidSubject as error:
        raise InvalidCloudEvent(str(error)) from None


def _split(line: bytes) -> tuple[dict[str, Any], bytes]:
    """The attributes, and the exact bytes of the data."""
    stripped = line.rstrip()
    at = stripped.find(_DATA_MARK)
    if at < 0 or not stripped.endswith(b"}"):
        raise InvalidCloudEvent("must be an object whose last member is data")
    data_json = stripped[at + len(_DATA_MARK) : -1]
    try:
        attributes = orjson.loads(stripped[:at] + b"}")
    except orjson.JSONDecodeError as error:
        raise InvalidCloudEvent(f"attributes are not JSON: {error}") from None
    try:
        data = orjson.loads(data_json)
    except orjson.JSONDecodeError as error:
        raise InvalidCloudEvent(f"data is not JSON, or not last: {error}") from None
    if not isinstance(data, dict):
        raise _wrong({"data": data}, "data", "an object")
    require_readable(data_json)
    return attributes, data_json


def _wrong(attributes: dict[str, Any], name: str, allowed: str) -> InvalidCloudEvent:
    return InvalidCloudEvent(f"{name}: must be {allowed}, got {attributes.get(name)!r:.60}")


def _text(attributes: dict[str, Any], name: str) -> str:
    value = attributes.get(name)
    if not isinstance(value, str) or not value or "\x00" in value:
        raise _wrong(attributes, name, "a non-empty string without NUL")
    return value


def _integer(attributes: dict[str, Any], name: str, limit: int) -> int:
    value = attributes.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= limit:
        raise _wrong(attributes, name, f"an integer from 1 to {limit}")
    return value


def _uuid(attributes: dict[str, Any], name: str) -> UUID:
    try:
        return UUID(_text(attributes, name))
    except ValueError:
        raise _wrong(attributes, name, "a UUID") from None


def _optional_uuid(attributes: dict[str, Any], name: str) -> UUID | None:
    return _uuid(attributes, name) if name in attributes else None


def _optional_subject(attributes: dict[str, Any], name: str) -> Subject | None:
    return Subject(_text(attributes, name)) if name in attributes else None


def _tags(attributes: dict[str, Any]) -> tuple[Subject, ...]:
    return split_tags(_text(attributes, "tags")) if "tags" in attributes else ()


def _time(attributes: dict[str, Any], name: str) -> datetime:
    try:
        moment = datetime.fromisoformat(_text(attributes, name))
        if moment.tzinfo is not None:
            return moment.astimezone(UTC)
    except (ValueError, OverflowError):
        pass
    raise _wrong(attributes, name, "an RFC 3339 time with its offset from UTC")
