"""Agents that start the server themselves: `soms mcp` on standard input and output."""

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from mcp import Client, StdioServerParameters

from tests.integration.mcp.conftest import Server, refused, said
from tests.integration.projector.test_projector import Hub

STARTS_WITHIN_S = 60.0


@asynccontextmanager
async def started(office: Hub, folder: Path, **more: str) -> AsyncIterator[Client]:
    environment = {"DATABASE_URL": office.dsn, "SOMS_HUB": office.log.hub, **more}
    command = StdioServerParameters(
        command=sys.executable,
        args=["-m", "services.soms.main", "mcp"],
        env=environment,
        cwd=folder,
    )
    async with Client(command, read_timeout_seconds=STARTS_WITHIN_S) as client:
        yield client


async def test_a_token_in_the_environment_says_who_it_is(
    server: Server, office: Hub, tmp_path: Path
) -> None:
    member = await server.person("rei", "member")
    async with started(office, tmp_path, SOMS_API_TOKEN=member.token) as client:
        assert (await said(client, "list_zones"))["zones"] == ["room_0", "room_1", "room_2"]
        told = await refused(client, "wallet_balance", user_id=member.number)
        assert "no wallet" in told


async def test_without_a_token_nothing_is_told_unless_all_is_open(
    office: Hub, tmp_path: Path
) -> None:
    await office.append(3)
    await office.projected()
    async with started(office, tmp_path) as client:
        assert "SOMS_API_TOKEN" in await refused(client, "list_zones")
    async with started(office, tmp_path, SOMS_AUTH="open") as client:
        assert (await said(client, "list_zones"))["position"] == 3
        assert "API token" in await refused(client, "speak", message="はい")
