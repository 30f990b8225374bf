"""A page of another site cannot make a browser write with its owner's cookie."""

import httpx
import pytest

from tests.integration.backend.accounts import Guarded, signed_in

FOREIGN = [
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Origin": "http://evil.example"},
    {"Origin": "null"},
    {"Origin": "http://[soms"},
    {"Origin": "http://soms.evil.example"},
    {"Origin": "http://soms:8081"},
    {"Origin": "http://soms", "Sec-Fetch-Site": "cross-site"},
]
OURS = [
    {"Sec-Fetch-Site": "same-origin"},
    {"Origin": "http://soms"},
    {"Origin": "http://office:8080", "X-Forwarded-Host": "office:8080"},
    {},
]


async def written(client: httpx.AsyncClient, headers: dict[str, str]) -> int:
    answer = await client.put("/users/1", json={"display_name": "Al"}, headers=headers)
    return answer.status_code


@pytest.mark.parametrize("headers", FOREIGN)
async def test_a_foreign_page_writes_nothing(guarded: Guarded, headers: dict[str, str]) -> None:
    alice = await guarded.member("alice")
    client = guarded.client()
    await signed_in(client, "alice")
    assert await written(client, headers) == 403
    assert (await client.get("/users/1", headers=headers)).json()["display_name"] is None
    signing_in = await guarded.client(**headers).post("/session", json={})
    assert signing_in.status_code == 403
    assert await written(alice.client, headers) == 200  # a token is not sent along by itself


@pytest.mark.parametrize("headers", OURS)
async def test_our_own_pages_write(guarded: Guarded, headers: dict[str, str]) -> None:
    await guarded.member("alice")
    client = guarded.client()
    await signed_in(client, "alice")
    assert await written(client, headers) == 200


async def test_where_all_is_open_another_site_writes_nothing_either(
    backend: httpx.AsyncClient,
) -> None:
    await backend.post("/users/", json={"username": "alice"})
    assert await written(backend, {"Sec-Fetch-Site": "cross-site"}) == 403
    assert await written(backend, {"Origin": "http://localhost:5173"}) == 200
