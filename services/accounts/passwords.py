"""What may be a password: long enough not to be guessed, short enough to be hashed."""

from events.errors import SomsError

SHORTEST_PASSWORD = 10
LONGEST_PASSWORD = 256
"""Characters."""


class InvalidPassword(SomsError, ValueError):
    """This would be no protection, or no password."""


def checked_password(password: str) -> str:
    """Raises `InvalidPassword`."""
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        wanted = f"{SHORTEST_PASSWORD} to {LONGEST_PASSWORD} characters"
        raise InvalidPassword(f"must have {wanted}, has {len(password)}")
    return password
