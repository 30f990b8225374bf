"""A person whose names were opened, as far as there is a key to them."""

import logging
from dataclasses import dataclass

from events.people import Sealed
from projections.people import Person
from services.people.sealing import CannotOpen, unseal

USERNAME, DISPLAY_NAME = "username", "display_name"
"""What a name is bound to when it is sealed."""

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Named:
    """A person with their names; None for what is erased, was never given, or has no key here."""

    person: Person
    username: str | None
    display_name: str | None


def opened(person: Person, key: bytes | None) -> Named:
    username = _read(person.username, key, USERNAME)
    return Named(person, username, _read(person.display_name, key, DISPLAY_NAME))


def _read(sealed: Sealed | None, key: bytes | None, field: str) -> str | None:
    if sealed is None or key is None:
        return None
    try:
        return unseal(sealed, key, field)
    except CannotOpen as error:
        logger.warning("%s of a person: %s", field, error)
        return None
