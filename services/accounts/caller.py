"""Who asks, and what they may: the one thing that a route has to know of accounts.

An operator may everything. Where authentication is open, whoever asks is an operator without a
number, and is believed whom they say they mean.
"""

from dataclasses import dataclass

from events.identity import Subject
from events.people import Role
from projections.people import person_subject
from services.web.problems import Problem

STAND_FOR_OTHERS: frozenset[Role] = frozenset({"operator", "kiosk", "service"})
"""Who may act for the person that they name: a kiosk for whoever is in front of it."""

ACT_FOR_NOBODY: frozenset[Role] = frozenset({"kiosk", "device", "service"})
"""Who is nobody in particular, unless a person is named."""


OUR_SERVICES = Subject("service:soms")
"""Whoever has the token that our own services share."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Who sent a request."""

    person: int | None
    """The user number; None where authentication is open and nobody signed in."""
    role: Role

    @property
    def actor(self) -> Subject | None:
        """As events name them; None for whoever is at a desk where authentication is open.

        There, they are believed whom they name: so a service of ours must not look like them.
        """
        if self.person is not None:
            return person_subject(self.person)
        return OUR_SERVICES if self.role == "service" else None

    def may(self, *roles: Role) -> bool:
        return self.role == "operator" or self.role in roles

    def is_self(self, person: int) -> bool:
        return self.person == person

    def require(self, *roles: Role) -> None:
        """Raises `Problem` 403."""
        if not self.may(*roles):
            raise Problem(403, f"a {self.role} may not do this: it takes {_either(roles)}")

    def require_self_or(self, person: int, *roles: Role) -> None:
        """Raises `Problem` 403."""
        if not self.is_self(person) and not self.may(*roles):
            raise Problem(
                403,
                f"a {self.role} may do this for themselves only: else it takes {_either(roles)}",
            )

    def person_meant(self, named: int | None) -> int | None:
        """Whom a body's `user_id` means: the caller, unless they may stand for others.

        Raises `Problem` 403 where somebody names another and may not, or names themselves and is
        nobody: a kiosk's own number would look like the word of a person who signed in.
        """
        if named is None:
            return None if self.role in ACT_FOR_NOBODY else self.person
        if self.is_self(named) and self.role in ACT_FOR_NOBODY:
            detail = f"user_id: {named} is this {self.role} itself; allowed: a person, or nobody"
            raise Problem(403, detail)
        if not self.is_self(named) and self.role not in STAND_FOR_OTHERS:
            raise Problem(403, f"user_id: a {self.role} acts for themselves only")
        return named


ANYBODY = Caller(None, "operator")
"""Who asks where authentication is open."""


OUR_OWN = Caller(None, "service")
"""One of our own services."""


def _either(roles: tuple[Role, ...]) -> str:
    return " or ".join(dict.fromkeys(("operator", *roles)))
