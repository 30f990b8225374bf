"""From what a message says to events: the one place where ids, time, source and actor are set."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from events.envelope import Event
from events.identity import Subject
from events.payload import Payload
from handlers.dialects.address import Address
from handlers.dialects.identity import event_ids
from handlers.dialects.message import Message
from handlers.dialects.moment import REPORTED


class Fact(NamedTuple):
    """One thing that a message tells, about one subject."""

    data: Payload
    subject: Subject
    tags: tuple[Subject, ...] = ()


def keeping(fact: Fact, reported_time: str | None) -> Fact:
    """The fact with the device's time stamp that was not believed, if it has room for one."""
    if reported_time is None or REPORTED not in type(fact.data).model_fields:
        return fact
    return fact._replace(data=fact.data.model_copy(update={REPORTED: reported_time}))


def tell(
    message: Message,
    speaker: Address,
    fields: Mapping[str, object],
    time: datetime,
    facts: Sequence[Fact],
) -> list[Event]:
    """The events of `facts`, said by `speaker`; `fields` is where the message's identity stands."""
    ids = event_ids(message.id, speaker.device, fields, len(facts))
    return [said(speaker, one, time, fact) for one, fact in zip(ids, facts, strict=True)]


def said(speaker: Address, event_id: UUID, time: datetime, fact: Fact) -> Event:
    """The event of one fact."""
    return Event(
        id=event_id,
        data=fact.data,
        source=speaker.source,
        subject=fact.subject,
        time=time,
        tags=fact.tags,
        actor=speaker.subject,
    )
