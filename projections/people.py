"""People: who takes part, with sealed names, what they may do, and whether they still do.

A number is never given again, and a row never goes: balances of somebody erased stand.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import ClassVar

from events.envelope import Recorded
from events.identity import START, Position, Subject
from events.people import (
    Deactivated,
    Erased,
    Reactivated,
    Registered,
    Renamed,
    Role,
    RoleChanged,
    Sealed,
)
from projections.projection import Projection, State


@dataclass(frozen=True, slots=True)
class Person:
    """One person; the names can be read by whoever has the key."""

    person: int
    key_id: str
    registered_at: datetime
    username: Sealed | None
    """None once erased."""
    display_name: Sealed | None = None
    role: Role = "member"
    is_active: bool = True
    named_at: Position = START
    """Position of the event that gave the username."""
    erased_at: datetime | None = None

    @property
    def takes_part(self) -> bool:
        return self.is_active and self.erased_at is None


_CHANGES = (Renamed, RoleChanged, Deactivated, Reactivated, Erased)
"""What happens to somebody who was registered."""


class People(Projection[Person]):
    """Everybody who was ever registered, by number."""

    name: ClassVar[str] = "people"
    handles: ClassVar[frozenset[str]] = frozenset(one.event_type for one in (Registered, *_CHANGES))
    row: ClassVar[type] = Person

    def apply(self, state: State[Person], event: Recorded) -> None:
        data = event.data
        if isinstance(data, Registered):
            state.put(person_key(data.person), _registered(data, event))
            return
        assert isinstance(data, _CHANGES)
        key = person_key(data.person)
        known = state.get(key)
        if known is not None and known.erased_at is None:
            state.put(key, _told(known, event))


def _registered(data: Registered, event: Recorded) -> Person:
    return Person(
        person=data.person,
        key_id=data.username.key_id,
        registered_at=event.time,
        username=data.username,
        display_name=data.display_name,
        role=data.role,
        named_at=event.position,
    )


def _told(person: Person, event: Recorded) -> Person:
    """The person after an event about them."""
    match event.data:
        case Renamed() as names:
            return _renamed(person, names, event.position)
        case RoleChanged(role=role):
            return replace(person, role=role)
        case Deactivated():
            return replace(person, is_active=False)
        case Reactivated():
            return replace(person, is_active=True)
        case Erased():
            return replace(
                person, username=None, display_name=None, is_active=False, erased_at=event.time
            )
        case _:
            return person


def _renamed(person: Person, names: Renamed, position: Position) -> Person:
    display_name = names.display_name or person.display_name
    if names.username is None:
        return replace(person, display_name=display_name)
    return replace(person, username=names.username, display_name=display_name, named_at=position)


def person_key(person: int) -> str:
    """Sorts by number."""
    return f"{person:012d}"


def person_subject(person: int) -> Subject:
    return Subject.of("person", person)
