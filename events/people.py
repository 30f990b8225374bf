"""People: who takes part. Personal fields are sealed with the person's own key (R9)."""

from typing import Literal

from pydantic import Field

from events.payload import Part, Payload

Role = Literal["member", "operator", "auditor", "kiosk", "device", "service"]
"""What somebody may do: take part; everything; look at everything; stand for whoever is in front of
it; speak for a device; speak for a program."""


class Sealed(Part):
    """A personal text, encrypted under the person's key; unreadable once the key is destroyed."""

    key_id: str
    ciphertext: str
    """Base64; the nonce comes first."""


class Registered(Payload, exogenous=True):
    """A person takes part from now on."""

    person: int = Field(ge=1)
    """The user number: 1, 2, 3 … in the order of the log."""
    username: Sealed
    display_name: Sealed | None = None
    role: Role = "member"
    compared_at: int = Field(ge=0)
    """Position of the log up to which the username was compared with everybody else's."""


class Renamed(Payload, exogenous=True):
    """A person changed how they are called."""

    person: int = Field(ge=1)
    username: Sealed | None = None
    display_name: Sealed | None = None
    compared_at: int | None = Field(default=None, ge=0)
    """As in `people.registered`; present with a username only."""


class RoleChanged(Payload, exogenous=True):
    """An operator said what a person may do from now on."""

    person: int = Field(ge=1)
    role: Role


class Deactivated(Payload, exogenous=True):
    """A person takes no part for the time being, and cannot sign in."""

    person: int = Field(ge=1)


class Reactivated(Payload, exogenous=True):
    """A person takes part again."""

    person: int = Field(ge=1)


class Erased(Payload, exogenous=True):
    """A person's key was destroyed: their names are unreadable for good, their balances stand."""

    person: int = Field(ge=1)
    key_id: str
