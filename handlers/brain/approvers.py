"""Whose word lets something be done: a member's or an operator's, who gave it themselves.

A kiosk and a program have numbers as people do, and sign in as they do; their word is nobody's.
"""

from dataclasses import dataclass
from typing import Any

from events.envelope import Recorded
from events.people import Registered, Role, RoleChanged
from projections.people import person_key, person_subject
from projections.projection import State
from projections.shelves import Shelf

APPROVERS: frozenset[Role] = frozenset({"member", "operator"})


@dataclass(frozen=True, slots=True)
class Ranked:
    """Somebody who has an account, and as what."""

    ranked_as: Role


def rank(state: State[Any], said: Registered | RoleChanged) -> None:
    """Somebody's role is known from now on."""
    _ranks(state).put(person_key(said.person), Ranked(said.role))


def word_of(state: State[Any], event: Recorded, person: int | None) -> int | str:
    """The person whose word a report is; or why it is nobody's.

    Nobody is answerable for an event only where authentication is open: there people are believed,
    and an office may count them elsewhere. At a kiosk, anybody may name anybody.
    """
    if person is None or event.actor not in (None, person_subject(person)):
        return "whoever approved it was not signed in"
    known = _ranks(state).get(person_key(person))
    if known is None:
        return person if event.actor is None else f"user {person} has no account"
    if known.ranked_as not in APPROVERS:
        return f"user {person} is a {known.ranked_as}; allowed: {' or '.join(sorted(APPROVERS))}"
    return person


def _ranks(state: State[Any]) -> Shelf[Ranked]:
    return Shelf(state, "ranks")
