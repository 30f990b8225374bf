"""People with accounts, at a backend that asks who one is."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import httpx
from fastapi import FastAPI

from events.eventlog.postgres.wakeups import Listener
from events.people import Role
from services.accounts.hashing import PASSWORDS, hashed
from services.accounts.tokens import make_token
from services.backend.app import create_app
from services.backend.broadcast import Broadcast
from services.backend.desk import Desk
from services.backend.feed import Feed
from services.backend.people import PeopleParts
from services.deciding import keep_deciding
from services.projector.store import channel_of
from services.settings import read_settings
from tests.integration.projector.test_projector import Hub

PASSWORD = "correct horse battery"


@dataclass(frozen=True)
class Guarded:
    """A backend at work, and what it is made of."""

    app: FastAPI
    parts: PeopleParts

    def client(self, scheme: str = "http", **headers: str) -> httpx.AsyncClient:
        """A client with cookies of its own."""
        transport = httpx.ASGITransport(self.app)
        return httpx.AsyncClient(transport=transport, base_url=f"{scheme}://soms", headers=headers)

    async def member(self, username: str, role: Role = "member") -> "Member":
        """A new person with a password and a token."""
        number = (await self.parts.people.register(username, role=role)).person.person
        credentials = self.parts.accounts.credentials
        await credentials.set_password(number, await hashed(PASSWORDS, PASSWORD))
        token = (await make_token(credentials, number, "test")).text
        return Member(number, username, token, self.client(Authorization=f"Bearer {token}"))


@asynccontextmanager
async def guarded_backend(office: Hub) -> AsyncIterator[Guarded]:
    """A backend that asks who one is."""
    parts = await PeopleParts.opened(office.log, read_settings(auth="required"))
    desk = await Desk.opened(office.log)
    listener = Listener(office.dsn, channel_of(office.log.hub))
    feed = Feed(office.reader, listener)
    work = (*parts.tasks(), keep_deciding(desk.taps))
    running = [asyncio.create_task(task) for task in work]
    try:
        async with httpx.AsyncClient() as wallet:
            app = create_app(office.log, office.reader, feed, Broadcast(), parts, desk, wallet)
            yield Guarded(app, parts)
    finally:
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        await listener.close()


@dataclass(frozen=True)
class Member:
    """Somebody, and how they prove it."""

    number: int
    username: str
    token: str
    client: httpx.AsyncClient
    """That sends the token."""


async def signed_in(client: httpx.AsyncClient, username: str) -> httpx.Response:
    return await client.post("/session", json={"username": username, "password": PASSWORD})
