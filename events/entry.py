"""The canonical bytes of an event: what the Merkle tree hashes, and what travels on the wire.

An entry is two lines: the attributes as JSON in the form of RFC 8785, then the data exactly as
stored. The position is not in it, for the tree already binds each entry to its place. The wire
form is one CloudEvent (structured JSON) made of the same parts, `data` verbatim and last.
"""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import lru_cache
from hashlib import sha256
from typing import Protocol
from uuid import UUID

import orjson

from events.errors import InvalidCloudEvent
from events.identity import Position, Subject


class Attributes(Protocol):
    """The attributes that an entry is made of; both `Event` and `Recorded` have them."""

    @property
    def id(self) -> UUID: ...
    @property
    def type(self) -> str: ...
    @property
    def source(self) -> str: ...
    @property
    def subject(self) -> Subject: ...
    @property
    def tags(self) -> tuple[Subject, ...]: ...
    @property
    def time(self) -> datetime: ...
    @property
    def causation_id(self) -> UUID | None: ...
    @property
    def correlation_id(self) -> UUID | None: ...
    @property
    def actor(self) -> Subject | None: ...


def timestamp(moment: datetime) -> str:
    """RFC 3339 in UTC with microseconds, always 27 characters."""
    utc = moment if moment.tzinfo is UTC else moment.astimezone(UTC)
    return utc.isoformat(timespec="microseconds")[: -len("+00:00")] + "Z"


def joined_tags(tags: Sequence[Subject]) -> str:
    """Tags as one CloudEvents string: comma-separated, with commas and percents percent-encoded."""
    return ",".join(tag.replace("%", "%25").replace(",", "%2C") for tag in tags)


def split_tags(text: str) -> tuple[Subject, ...]:
    parts = text.split(",") if text else []
    return tuple(Subject(part.replace("%2C", ",").replace("%25", "%")) for part in parts)


def header(event: Attributes, dataversion: int, recorded_at: datetime) -> bytes:
    """The attributes as RFC 8785 JSON, in order of name; those that are absent are left out."""
    if event.causation_id or event.correlation_id or event.tags:
        return _header_of_a_consequence(event, dataversion, recorded_at)
    kind = (event.actor, dataversion, event.source, event.subject, event.type)
    before_id, before_time, after_time = _shared_parts(*kind)
    recorded, time = _shared_stamp(recorded_at), _stamp(event.time)
    return b'%b%b,"recordedat":%b%b%b%b' % (
        before_id, orjson.dumps(event.id), recorded, before_time, time, after_time,
    )  # fmt: skip


@lru_cache(maxsize=65_536)
def _shared_parts(
    actor: Subject | None, dataversion: int, source: str, subject: Subject, event_type: str
) -> tuple[bytes, bytes, bytes]:
    """What all headers have in common in which one device says one kind of thing."""
    first = {"actor": actor} if actor else {}
    before_id = orjson.dumps({**first, "dataversion": dataversion})
    before_time = orjson.dumps({"source": source, "specversion": "1.0", "subject": subject})
    after_time = orjson.dumps({"type": event_type})
    return before_id[:-1] + b',"id":', b"," + before_time[1:-1] + b',"time":', b"," + after_time[1:]


def _header_of_a_consequence(event: Attributes, dataversion: int, recorded_at: datetime) -> bytes:
    attributes: dict[str, object] = {}
    if event.actor:
        attributes["actor"] = event.actor
    if event.causation_id:
        attributes["causationid"] = event.causation_id
    if event.correlation_id:
        attributes["correlationid"] = event.correlation_id
    attributes["dataversion"] = dataversion
    attributes["id"] = event.id
    attributes["recordedat"] = _as_timestamp(recorded_at)
    attributes["source"] = event.source
    attributes["specversion"] = "1.0"
    attributes["subject"] = event.subject
    if event.tags:
        attributes["tags"] = joined_tags(event.tags)
    attributes["time"] = _as_timestamp(event.time)
    attributes["type"] = event.type
    return orjson.dumps(attributes, option=orjson.OPT_UTC_Z)


def _as_timestamp(moment: datetime) -> datetime | str:
    """The same as `timestamp` once it is JSON; orjson writes most moments faster by itself."""
    return moment if moment.tzinfo is UTC and moment.microsecond else timestamp(moment)


def _stamp(moment: datetime) -> bytes:
    return orjson.dumps(_as_timestamp(moment), option=orjson.OPT_UTC_Z)


_shared_stamp = lru_cache(maxsize=64)(_stamp)
"""For `recorded_at`, which the events of one append have in common."""


_NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")


def require_readable(data_json: bytes) -> None:
    """Raises `InvalidCloudEvent` if a text in the data holds U+0000.

    Postgres stores such JSON, but can never give the text out again: no view could be built.
    """
    if rb"\u0000" in data_json and _NUL.search(data_json):
        raise InvalidCloudEvent("data: holds U+0000, which Postgres cannot read back")


def entry(header_json: bytes, data_json: bytes) -> bytes:
    return header_json + b"\n" + data_json


def entry_leaf(header_json: bytes, data_json: bytes) -> bytes:
    """The Merkle leaf of an entry."""
    return sha256(b"\x00%b\n%b" % (header_json, data_json)).digest()


def wire_form(header_json: bytes, data_json: bytes, position: Position) -> bytes:
    """The CloudEvent as published and exported: attributes, position, then `data` verbatim."""
    return b'%b,"position":%d,"data":%b}' % (header_json[:-1], position, data_json)
