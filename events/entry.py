"""The canonical bytes of an event: what is hashed into the Merkle tree, and what travels on the wire.

An entry is two lines: the attributes as JSON in the form of RFC 8785, then the data exactly as
stored. The position is not in it, for the tree already binds each entry to its place. The wire
form is one CloudEvent (structured JSON) made of the same parts, `data` verbatim and last.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Protocol
from uuid import UUID

import orjson

from events.identity import Position, Subject
from events.transparency.tree import leaf_hash


class Attributes(Protocol):
    """The attributes that an entry is made of; both `Event` with a schema version and `Recorded`."""

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


@lru_cache(maxsize=65_536)
def _quoted(text: str) -> str:
    return orjson.dumps(text).decode()


def timestamp(moment: datetime) -> str:
    """RFC 3339 in UTC with microseconds, always 27 characters."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def joined_tags(tags: Sequence[Subject]) -> str:
    """Tags as one CloudEvents string: comma-separated, with commas and percents percent-encoded."""
    return ",".join(tag.replace("%", "%25").replace(",", "%2C") for tag in tags)


def split_tags(text: str) -> tuple[Subject, ...]:
    parts = text.split(",") if text else []
    return tuple(Subject(part.replace("%2C", ",").replace("%25", "%")) for part in parts)


def header(event: Attributes, dataversion: int, recorded_at: datetime) -> bytes:
    """The attributes as RFC 8785 JSON; those that are absent are left out."""
    actor = f'"actor":{_quoted(event.actor)},' if event.actor else ""
    cause = f'"causationid":"{event.causation_id}",' if event.causation_id else ""
    chain = f'"correlationid":"{event.correlation_id}",' if event.correlation_id else ""
    tags = f'"tags":{_quoted(joined_tags(event.tags))},' if event.tags else ""
    return (
        f"{{{actor}{cause}{chain}"
        f'"dataversion":{dataversion},"id":"{event.id}","recordedat":"{timestamp(recorded_at)}",'
        f'"source":{_quoted(event.source)},"specversion":"1.0",'
        f'"subject":{_quoted(event.subject)},{tags}'
        f'"time":"{timestamp(event.time)}","type":{_quoted(event.type)}}}'
    ).encode()


def entry_leaf(header_json: bytes, data_json: bytes) -> bytes:
    """The Merkle leaf of an entry."""
    return leaf_hash(header_json + b"\n" + data_json)


def wire_form(header_json: bytes, data_json: bytes, position: Position) -> bytes:
    """The CloudEvent as published and exported: attributes, position, then `data` verbatim."""
    return b'%b,"position":%d,"data":%b}' % (header_json[:-1], position, data_json)
