"""An MCP server at work on a hub of its own, and agents that connect to it as any client does."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import httpx2
import pytest
from mcp import Client
from mcp.client.client import ConnectMode
from mcp.client.streamable_http import streamable_http_client

from events.people import Role
from infra.embedded.ports import free_port
from services.accounts.tokens import make_token
from services.backend.people import PeopleParts
from services.deciding import keep_deciding
from services.mcp import service
from services.settings import read_settings
from tests.integration.backend.conftest import deciding
from tests.integration.projector.test_projector import Hub, office
from tests.integration.serving import PATIENCE_S, answering

__all__ = ["deciding", "office"]


@dataclass(frozen=True)
class Person:
    """Whose account an agent uses."""

    number: int
    token: str


@dataclass(frozen=True)
class Server:
    """Where it listens, and the people of its hub."""

    url: str
    people: PeopleParts

    async def person(self, username: str, role: Role) -> Person:
        number = (await self.people.people.register(username, role=role)).person.person
        made = await make_token(self.people.accounts.credentials, number, "agent")
        return Person(number, made.text)

    @asynccontextmanager
    async def agent(
        self, token: str | None = None, mode: ConnectMode = "auto", **headers: str
    ) -> AsyncIterator[Client]:
        sent = headers if token is None else {"Authorization": f"Bearer {token}", **headers}
        async with httpx2.AsyncClient(headers=sent, timeout=PATIENCE_S) as http:
            transport = streamable_http_client(f"{self.url}/mcp", http_client=http)
            async with Client(transport, mode=mode) as client:
                yield client


@asynccontextmanager
async def running_server(office: Hub, data: Path, **more: Any) -> AsyncIterator[Server]:
    port, stop = free_port(), asyncio.Event()
    settings = read_settings(
        hub=office.log.hub, database_url=office.dsn, mcp_port=port, data=data, **more
    )
    parts = await PeopleParts.opened(office.log, settings)
    tasks = [asyncio.create_task(keep_deciding(parts.deciding))]
    serving = asyncio.create_task(service.run(settings, stop))
    url = f"http://127.0.0.1:{port}"
    async with httpx.AsyncClient(base_url=url) as client:
        await answering(client)
    yield Server(url, parts)
    stop.set()
    await serving
    for task in tasks:
        task.cancel()
    await asyncio.wait(tasks)


@pytest.fixture
async def server(office: Hub, tmp_path: Path) -> AsyncIterator[Server]:
    """One that asks who one is, and whose views are built."""
    await office.append(30)
    await office.projected()
    async with running_server(office, tmp_path, auth="required") as running:
        yield running


async def said(client: Client, tool: str, **arguments: Any) -> dict[str, Any]:
    """What a tool answers."""
    result = await client.call_tool(tool, arguments)
    assert not result.is_error, result.content
    found: dict[str, Any] = result.structured_content
    return found


async def refused(client: Client, tool: str, **arguments: Any) -> str:
    """Why a tool does not answer."""
    result = await client.call_tool(tool, arguments)
    assert result.is_error
    (told,) = result.content
    return str(getattr(told, "text", ""))
