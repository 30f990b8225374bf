"""People with accounts, at a backend that asks who one is."""

from dataclasses import dataclass

import httpx

from events.people import Role
from services.accounts.hashing import PASSWORDS, hashed
from services.accounts.tokens import make_token
from services.backend.people import PeopleParts

PASSWORD = "correct horse battery"


@dataclass(frozen=True)
class Member:
    """Somebody, and how they prove it."""

    number: int
    username: str
    token: str

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}


async def member(parts: PeopleParts, username: str, role: Role = "member") -> Member:
    """A new person with a password and a token."""
    number = (await parts.people.register(username, role=role)).person.person
    credentials = parts.accounts.credentials
    await credentials.set_password(number, await hashed(PASSWORDS, PASSWORD))
    return Member(number, username, (await make_token(credentials, number, "test")).text)


async def signed_in(client: httpx.AsyncClient, username: str) -> httpx.Response:
    return await client.post("/session", json={"username": username, "password": PASSWORD})
