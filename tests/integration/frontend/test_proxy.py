"""The proxy: what a service says and is asked passes through it unchanged, but for addresses."""

import httpx
import pytest

PATHS = ["s%252Fx", "a%2Fb", "caf%C3%A9", "a%20b", "x;y=1", "100%25", "a+b", "a%3Fb", "a%23b"]


@pytest.mark.parametrize("path", PATHS)
async def test_an_encoded_path_arrives_as_it_was_sent(
    behind: httpx.AsyncClient, frontend: httpx.AsyncClient, path: str
) -> None:
    direct = (await behind.get(f"/devices/{path}")).json()
    proxied = (await frontend.get(f"/api/devices/{path}")).json()
    assert proxied == direct


async def test_a_prefix_is_known_however_it_is_written(
    behind: httpx.AsyncClient, frontend: httpx.AsyncClient
) -> None:
    assert (await frontend.get("/%61pi/devices/a")).json()["path"] == "a"


async def test_voice_keeps_its_prefix(
    behind: httpx.AsyncClient, frontend: httpx.AsyncClient
) -> None:
    assert (await frontend.get("/api/voice/a%2Fb")).json()["raw"] == "/api/voice/a%2Fb"


async def test_a_redirect_leads_to_where_the_service_is_seen(
    behind: httpx.AsyncClient, frontend: httpx.AsyncClient
) -> None:
    answer = await frontend.get("/api/zones?at=3")
    assert answer.status_code == 307
    assert answer.headers["location"] == "/api/zones/?at=3"


@pytest.mark.parametrize(
    ("to", "seen"),
    [
        ("/elsewhere#here", "/api/wallet/elsewhere#here"),
        ("next", "next"),
        ("https://example.org/a", "https://example.org/a"),
    ],
)
async def test_a_redirect_to_a_path_stays_with_its_service(
    behind: httpx.AsyncClient, frontend: httpx.AsyncClient, to: str, seen: str
) -> None:
    answer = await frontend.get("/api/wallet/moved", params={"to": to})
    assert answer.headers["location"] == seen


async def test_every_header_of_ours_is_there_once(
    behind: httpx.AsyncClient, frontend: httpx.AsyncClient
) -> None:
    headers = (await frontend.get("/api/zones/")).headers
    names = [name.lower() for name, _ in headers.raw]
    assert len(names) == len(set(names)), names
