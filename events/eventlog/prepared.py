"""An event on its way into a log: serialised once, comparable with what the log already holds.

Whatever cannot be stored is refused here, before it can hold up the events beside it.
"""

from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from events.entry import entry, entry_leaf, header, require_readable
from events.envelope import Event, Recorded, as_recorded
from events.errors import InvalidCloudEvent, SomsError
from events.identity import Position

NAME_LIMIT = 2_000
"""Bytes of a source, subject, tag or actor: an index of Postgres takes at most 2,704."""

DATA_LIMIT = 8 * 1024 * 1024
"""Bytes of an event's data; beyond what any MQTT message can become when it is written anew."""


class Prepared(NamedTuple):
    """An event and the bytes of its data."""

    event: Event
    data_json: bytes

    def recorded(self, position: Position, recorded_at: datetime) -> Recorded:
        return as_recorded(self.event, position, recorded_at, self.data_json)

    def supposed(self, position: Position) -> Recorded:
        """As it would stand in a log, recorded as it happened, its data at hand undecoded."""
        recorded = self.recorded(position, self.event.time)
        recorded.data = self.event.data
        return recorded

    def same_as(self, other: "Prepared") -> bool:
        return (
            self.event.type == other.event.type
            and self.event.subject == other.event.subject
            and self.data_json == other.data_json
        )

    def repeats(self, stored: Recorded) -> bool:
        """Whether `stored`, which has the same id, says the same; perhaps in an older version."""
        event = self.event
        if event.type != stored.type or event.subject != stored.subject:
            return False
        if event.data.dataversion == stored.dataversion:
            return self.data_json == stored.data_json
        try:
            return event.data == stored.data
        except SomsError:
            return False


def prepared(event: Event | Prepared) -> Prepared:
    """The event prepared, unless it is. Raises `InvalidCloudEvent` if no log can hold it."""
    return event if isinstance(event, Prepared) else prepare(event)


def prepare(event: Event) -> Prepared:
    """Serialise `event`. Raises `InvalidCloudEvent` if no log can hold it."""
    _require_storable(event.source)
    _require_storable(event.subject)
    for tag in event.tags:
        _require_storable(tag)
    if event.actor is not None:
        _require_storable(event.actor)
    if event.time.tzinfo is None:
        raise InvalidCloudEvent(f"time {event.time.isoformat()} has no time zone")
    data_json = event.data.to_json()
    if len(data_json) > DATA_LIMIT:
        raise InvalidCloudEvent(f"data: {len(data_json)} bytes, at most {DATA_LIMIT} are allowed")
    require_readable(data_json)
    return Prepared(event, data_json)


@lru_cache(maxsize=65_536)
def _require_storable(name: str) -> None:
    try:
        encoded = name.encode()
    except UnicodeEncodeError:
        raise InvalidCloudEvent(f"{name!r} is not valid Unicode") from None
    if not encoded or b"\x00" in encoded:
        raise InvalidCloudEvent(f"{name!r:.80} is empty or holds a NUL")
    if len(encoded) > NAME_LIMIT:
        raise InvalidCloudEvent(f"{name!r:.80} is longer than {NAME_LIMIT} bytes")


def entry_of(event: Recorded) -> bytes:
    """The canonical bytes of an event in a log: what its leaf is the hash of."""
    return entry(header(event, event.dataversion, event.recorded_at), event.data_json)


def leaf_of(event: Recorded) -> bytes:
    """The Merkle leaf of an event in a log."""
    return entry_leaf(header(event, event.dataversion, event.recorded_at), event.data_json)
