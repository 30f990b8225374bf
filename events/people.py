"""People: who takes part. Personal fields are sealed with the person's own key (R9)."""

from pydantic import Field

from events.payload import Part, Payload


class Sealed(Part):
    """A personal text, encrypted under the person's key; unreadable once the key is destroyed."""

    key_id: str
    ciphertext: str
    """Base64; the nonce comes first."""


class Registered(Payload, exogenous=True):
    """A person takes part from now on."""

    person: int = Field(ge=1)
    username: Sealed
    display_name: Sealed | None = None


class Renamed(Payload, exogenous=True):
    """A person changed how they are called."""

    person: int = Field(ge=1)
    username: Sealed | None = None
    display_name: Sealed | None = None


class Erased(Payload, exogenous=True):
    """A person's key was destroyed: their names are unreadable for good, their balances stand."""

    person: int = Field(ge=1)
    key_id: str
