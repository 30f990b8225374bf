"""What people may be called, and when two usernames are the same.

Names are kept as they are given, less the spaces around them. Two usernames are the same if a
person would take one for the other: in whatever case, width or composition of letters.
"""

import unicodedata

from events.errors import SomsError

LONGEST_USERNAME = 64
LONGEST_DISPLAY_NAME = 128
"""Characters."""


class InvalidName(SomsError, ValueError):
    """Nobody can be called that."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(reason)
        self.field = field
        self.reason = reason


def username_of(given: str) -> str:
    """Raises `InvalidName`."""
    return _checked("username", given, LONGEST_USERNAME)


def display_name_of(given: str) -> str:
    """Raises `InvalidName`."""
    return _checked("display_name", given, LONGEST_DISPLAY_NAME)


def sameness(username: str) -> str:
    """Equal for usernames that count as the same."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", username).casefold())


def _checked(field: str, given: str, longest: int) -> str:
    name = unicodedata.normalize("NFC", given).strip()
    if not name:
        raise InvalidName(field, "must not be empty")
    if len(name) > longest:
        raise InvalidName(field, f"must have at most {longest} characters, has {len(name)}")
    if any(unicodedata.category(letter) in _UNSEEN for letter in name):
        raise InvalidName(field, "must not hold control or invisible characters")
    return name


_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
"""Unicode categories of what cannot be seen or written down."""
