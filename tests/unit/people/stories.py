"""Given, when, then for the decider of people: events in, a command, what comes of it."""

from dataclasses import dataclass, field
from typing import Any

from events.envelope import Recorded
from events.people import Deactivated, Erased, Reactivated, Registered, Renamed, RoleChanged, Sealed
from handlers.decider import Decision, Given, Known, Refused
from handlers.people import PeopleDecider
from tests.unit.story import START, recorded

OfPerson = Registered | Renamed | RoleChanged | Deactivated | Reactivated | Erased

DECIDER = PeopleDecider()


def sealed(text: str = "secret", key_id: str = "k1") -> Sealed:
    return Sealed(key_id=key_id, ciphertext=text)


def registered(person: int, position: int = 1) -> Recorded:
    data = Registered(person=person, username=sealed(key_id=f"k{person}"), compared_at=position - 1)
    return about(data, position)


def about(data: OfPerson, position: int) -> Recorded:
    return recorded(data, f"person:{data.person}", position, position=position)


@dataclass
class PeopleStory:
    """The decider, and what has happened so far."""

    known: Known = field(default_factory=lambda: Known(DECIDER.knows))

    def given(self, *events: Recorded) -> "PeopleStory":
        for event in events:
            self.known.fold(event)
        return self

    def when(self, name: str, **arguments: Any) -> Decision:
        return DECIDER.decide(self.known, Given(name, arguments, START))

    def refusal(self, name: str, **arguments: Any) -> Refused:
        """Why the command is not carried out."""
        decision = self.when(name, **arguments)
        assert decision.draft is None
        assert decision.refused is not None
        return decision.refused


def given(*events: Recorded) -> PeopleStory:
    return PeopleStory().given(*events)
