"""Who gets in over HTTP: nobody without a token, no page of another site, and lookers only look."""

from pathlib import Path
from typing import Any

import httpx
import pytest

from services.accounts.tokens import revoke_token
from tests.integration.mcp.conftest import Server, refused, running_server, said
from tests.integration.projector.test_projector import Hub

CALL: dict[str, Any] = {
    "jsonrpc": "2.0",
    "id": 1,
    "method": "tools/call",
    "params": {"name": "list_zones", "arguments": {}},
}
ACCEPTS = {"Accept": "application/json, text/event-stream"}


async def answer(server: Server, **headers: str) -> httpx.Response:
    async with httpx.AsyncClient() as client:
        return await client.post(f"{server.url}/mcp", json=CALL, headers=ACCEPTS | headers)


@pytest.mark.parametrize("token", [None, "soms_0000_guess", "nonsense"])
async def test_nobody_calls_without_a_token_that_is_good(server: Server, token: str | None) -> None:
    sent = {} if token is None else {"Authorization": f"Bearer {token}"}
    assert (await answer(server, **sent)).status_code == 401


async def test_no_page_of_another_site_calls_even_with_a_token(server: Server) -> None:
    member = await server.person("rei", "member")
    bearer = {"Authorization": f"Bearer {member.token}"}
    assert (await answer(server, **bearer)).status_code == 200
    assert (await answer(server, **bearer, Origin="http://evil.example")).status_code == 403
    assert (await answer(server, **bearer, Host="evil.example")).status_code == 421


async def test_where_all_is_open_an_agent_without_a_token_may_look_and_not_act(
    office: Hub, tmp_path: Path
) -> None:
    await office.append(3)
    await office.projected()
    async with running_server(office, tmp_path, auth="open") as server, server.agent() as client:
        assert (await said(client, "list_zones"))["position"] == 3
        assert "API token" in await refused(client, "request_task", title="a", description="b")
        assert "themselves only" in await refused(client, "wallet_balance", user_id=1)


async def test_health_is_told_to_everybody(server: Server) -> None:
    async with httpx.AsyncClient(base_url=server.url) as client:
        assert (await client.get("/health")).json()["status"] == "ok"
        assert (await client.get("/metrics")).status_code == 200


async def test_a_revoked_token_is_good_no_longer(server: Server) -> None:
    member = await server.person("rei", "member")
    await revoke_token(server.people.accounts, member.token.split("_")[1])
    assert (await answer(server, Authorization=f"Bearer {member.token}")).status_code == 401


async def test_nothing_is_sent_unasked_so_nobody_can_hold_a_stream_open(server: Server) -> None:
    member = await server.person("rei", "member")
    bearer = {"Authorization": f"Bearer {member.token}"}
    async with httpx.AsyncClient(base_url=server.url) as client:
        answer = await client.get("/mcp", headers=ACCEPTS | bearer)
    assert answer.status_code == 405
    assert "POST" in answer.headers["Allow"]
