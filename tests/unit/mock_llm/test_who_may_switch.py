"""Who may let the model go wrong: this machine, and our own services; nobody else."""

import httpx
import pytest
from pydantic import SecretStr

from services.mock_llm.app import create_app

TOKEN = "s" * 40
ELSEWHERE = "192.0.2.7"


def client(host: str, token: str | None = TOKEN) -> httpx.AsyncClient:
    """Somebody at `host`, who asks a model that knows the token."""
    own = None if token is None else SecretStr(token)
    transport = httpx.ASGITransport(create_app("m", own_token=own), client=(host, 4_000))
    return httpx.AsyncClient(transport=transport, base_url="http://mock")


async def statuses(asking: httpx.AsyncClient, authorization: str = "") -> tuple[int, int]:
    """Of switching on, and off again."""
    headers = {b"Authorization": authorization.encode()} if authorization else {}
    on = await asking.put("/misbehaviour", json={"name": "refusal"}, headers=headers)
    off = await asking.delete("/misbehaviour", headers=headers)
    return on.status_code, off.status_code


@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
async def test_this_machine_may(host: str) -> None:
    assert await statuses(client(host)) == (200, 200)


async def test_our_own_services_may_from_anywhere() -> None:
    assert await statuses(client(ELSEWHERE), f"Bearer {TOKEN}") == (200, 200)


@pytest.mark.parametrize("shown", ["", "Bearer", "Bearer wrong", "Bearer ü", f"Basic {TOKEN}"])
async def test_nobody_else_may(shown: str) -> None:
    asking = client(ELSEWHERE)
    assert await statuses(asking, shown) == (403, 403)
    assert (await asking.get("/misbehaviour")).json()["misbehaviour"] is None


@pytest.mark.parametrize("shown", ["", "Bearer ", "Bearer None"])
async def test_without_a_token_nobody_elsewhere_may(shown: str) -> None:
    asking = client(ELSEWHERE, token=None)
    assert await statuses(asking, shown) == (403, 403)


async def test_the_model_itself_answers_everybody() -> None:
    asked = {"model": "m", "messages": [{"role": "user", "content": "hello"}]}
    assert (await client(ELSEWHERE).post("/api/chat", json=asked)).status_code == 200
