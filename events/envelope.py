"""An event before and after it is appended: CloudEvents 1.0 attributes around a payload.

`Event` is what a producer hands to the log. `Recorded` is what the log gives back: the same, plus
its position and the moment it was appended, with `data` decoded (and upcast) on first use only.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from events import catalogue
from events.identity import Position, Subject, caused_id
from events.payload import Payload


class Event(NamedTuple):
    """A fact to be appended. `time` is when it happened, by its source, in UTC."""

    id: UUID
    data: Payload
    source: str
    subject: Subject
    time: datetime
    tags: tuple[Subject, ...] = ()
    causation_id: UUID | None = None
    correlation_id: UUID | None = None
    actor: Subject | None = None

    @property
    def type(self) -> str:
        return self.data.event_type


@dataclass(slots=True, kw_only=True, eq=False)
class Recorded:
    """An event in the log. `data_json` are the stored bytes, verbatim; treat it as immutable."""

    position: Position
    id: UUID
    type: str
    dataversion: int
    source: str
    subject: Subject
    tags: tuple[Subject, ...]
    time: datetime
    recorded_at: datetime
    causation_id: UUID | None
    correlation_id: UUID | None
    actor: Subject | None
    data_json: bytes
    data: Payload = field(init=False, repr=False)
    """The payload in its newest version. Raises `UnknownEventType` or `InvalidPayload`."""

    def __getattr__(self, name: str) -> Payload:
        """Decode `data` when it is first asked for; from then on it is there."""
        if name != "data":
            raise AttributeError(name)
        self.data = catalogue.decode(self.type, self.dataversion, self.data_json)
        return self.data

    def __hash__(self) -> int:
        return hash(self.id)

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, Recorded)
            and self.position == other.position
            and self.id == other.id
            and self.data_json == other.data_json
        )


def as_recorded(
    event: Event, position: Position, recorded_at: datetime, data_json: bytes | None = None
) -> Recorded:
    """The event as a log would give it back that appended it there and then, in these bytes."""
    return Recorded(
        position=position,
        id=event.id,
        type=event.type,
        dataversion=event.data.dataversion,
        source=event.source,
        subject=event.subject,
        tags=event.tags,
        time=event.time,
        recorded_at=recorded_at,
        causation_id=event.causation_id,
        correlation_id=event.correlation_id,
        actor=event.actor,
        data_json=event.data.to_json() if data_json is None else data_json,
    )


class Draft(NamedTuple):
    """What a handler decided, before it is tied to its cause and becomes an event."""

    data: Payload
    subject: Subject
    tags: tuple[Subject, ...] = ()


def handler_source(handler: str, version: int = 1) -> str:
    """What events say of the handler that decided them."""
    return f"/handlers/{handler}/{version}"


def caused_events(
    cause: Recorded, handler: str, drafts: Sequence[Draft], *, version: int = 1
) -> list[Event]:
    """The events that follow from `cause`; the same cause and drafts give the same ids (R4).

    They happen when their cause happened: a handler knows no other time (R5).
    """
    return [
        Event(
            id=caused_id(cause.id, handler, ordinal),
            data=draft.data,
            source=handler_source(handler, version),
            subject=draft.subject,
            tags=draft.tags,
            time=cause.time,
            causation_id=cause.id,
            correlation_id=cause.correlation_id or cause.id,
            actor=Subject.of("handler", handler),
        )
        for ordinal, draft in enumerate(drafts)
    ]
