"""The decider `people`: numbers, roles and what is sealed; what a name says, it cannot read.

That a username is nobody else's, the shell finds out, which has the keys. It says up to which
position it has compared; if anybody was named after that, the decider refuses, and the shell
compares again. Every event that gives a username bears the tag `people:names`, and a decision that
gives one rests on that, so two of them take turns.
"""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from events.envelope import Draft, Recorded
from events.identity import START, Subject
from events.payload import Payload
from events.people import (
    Deactivated,
    Erased,
    Reactivated,
    Registered,
    Renamed,
    RoleChanged,
)
from handlers.decider import Decider, Decision, Given, Known, Refused
from projections.people import People, Person, person_key, person_subject
from projections.projection import Projection, State

NAMES = Subject("people:names")
"""What everybody's being called something rests on."""

NAMES_CHANGED = "names_changed"
"""The rule that asks the shell to compare again."""

_PEOPLE = People()


class PeopleDecider(Decider):
    """Registers people and changes what is known of them. The data of its events is the command."""

    name: ClassVar[str] = "people"
    knows: ClassVar[tuple[Projection[Any], ...]] = (_PEOPLE,)

    def decide(self, known: Known, command: Given) -> Decision:
        people = known.of(_PEOPLE)
        try:
            if command.name == "register":
                return _register(people, command.arguments)
            return _change(people, command)
        except Refused as refused:
            return Decision(None, refused=refused)

    def command_of(self, event: Recorded) -> Given | None:
        name = _COMMANDS.get(event.type)
        if name is None:
            return None
        arguments = {field: getattr(event.data, field) for field in type(event.data).model_fields}
        return Given(name, arguments, event.time, event.actor)


def _register(people: State[Person], arguments: Mapping[str, Any]) -> Decision:
    _require_compared(people, arguments["compared_at"])
    person = len(people) + 1
    data = Registered(**{**arguments, "person": person})
    return Decision(_draft(data, person, NAMES), frozenset({NAMES}))


def _change(people: State[Person], command: Given) -> Decision:
    number = command.arguments["person"]
    person = people.get(person_key(number))
    if person is None:
        raise Refused("unknown", "unknown_person", f"there is no user {number}")
    subject = person_subject(number)
    if person.erased_at is not None:
        if command.name == "erase":
            return Decision(None, frozenset({subject}))
        raise Refused("gone", "erased", f"user {number} was erased")
    data = _CHANGES[command.name](people, person, command.arguments)
    names = {NAMES} if isinstance(data, Renamed) and data.username is not None else set()
    draft = None if data is None else _draft(data, number, *names)
    return Decision(draft, frozenset({subject} | names))


def _rename(people: State[Person], _: Person, arguments: Mapping[str, Any]) -> Payload | None:
    data = Renamed(**arguments)
    if data.username is not None:
        _require_compared(people, data.compared_at or START)
    return data if data.username or data.display_name else None


def _change_role(_: State[Person], person: Person, arguments: Mapping[str, Any]) -> Payload | None:
    role = arguments["role"]
    return None if person.role == role else RoleChanged(person=person.person, role=role)


def _deactivate(_: State[Person], person: Person, __: Mapping[str, Any]) -> Payload | None:
    return Deactivated(person=person.person) if person.is_active else None


def _reactivate(_: State[Person], person: Person, __: Mapping[str, Any]) -> Payload | None:
    return None if person.is_active else Reactivated(person=person.person)


def _erase(_: State[Person], person: Person, __: Mapping[str, Any]) -> Payload:
    return Erased(person=person.person, key_id=person.key_id)


def _require_compared(people: State[Person], compared_at: int) -> None:
    """Nobody was named since the shell looked."""
    if any(person.named_at > compared_at for person in people.rows().values()):
        raise Refused("conflict", NAMES_CHANGED, "somebody was named meanwhile; compare again")


def _draft(data: Payload, person: int, *tags: Subject) -> Draft:
    return Draft(data, person_subject(person), tags)


Change = Callable[[State[Person], Person, Mapping[str, Any]], Payload | None]

_CHANGES: Mapping[str, Change] = {
    "rename": _rename,
    "change_role": _change_role,
    "deactivate": _deactivate,
    "reactivate": _reactivate,
    "erase": _erase,
}

_COMMANDS: Mapping[str, str] = {
    Registered.event_type: "register",
    Renamed.event_type: "rename",
    RoleChanged.event_type: "change_role",
    Deactivated.event_type: "deactivate",
    Reactivated.event_type: "reactivate",
    Erased.event_type: "erase",
}
"""By the event that a command leads to."""
