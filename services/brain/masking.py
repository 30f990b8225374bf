"""The key of a model server is taken out of what that server says: some repeat what they refuse.

What it says is recorded, and what is recorded stays. This is for accidents: who has a key can
always tell it in a way that nobody recognises.
"""

from urllib.parse import quote

from pydantic import SecretStr

HIDDEN = "**********"

SHORTEST = 8
"""Characters; what is shorter is no secret, and would be found in the middle of words."""


class Mask:
    """Hides a key, however it is spelled in text, JSON or an address."""

    def __init__(self, key: SecretStr | None) -> None:
        secret = "" if key is None else key.get_secret_value()
        spelled = {secret, secret.replace("/", "\\/"), quote(secret), quote(secret, safe="")}
        # The longest first: a spelling may hold another.
        self._spelled = sorted(spelled, key=len, reverse=True) if len(secret) >= SHORTEST else []

    def text(self, said: str) -> str:
        for spelling in self._spelled:
            said = said.replace(spelling, HIDDEN)
        return said

    def raw(self, said: bytes) -> bytes:
        for spelling in self._spelled:
            said = said.replace(spelling.encode(), HIDDEN.encode())
        return said
