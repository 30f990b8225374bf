"""No request fills a service's memory: what is longer than anything of ours is 413."""

from collections.abc import AsyncIterator

import httpx
import pytest
from fastapi import Body, FastAPI

from services.web.app import new_app
from services.web.bodies import LARGEST

PART = b"x" * 65_536


def an_app() -> FastAPI:
    app = new_app("any", "any")

    @app.post("/")
    async def echo(text: str = Body()) -> int:
        return len(text)

    return app


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(an_app())
    async with httpx.AsyncClient(transport=transport, base_url="http://any") as client:
        yield client


async def endless() -> AsyncIterator[bytes]:
    for _ in range(LARGEST // len(PART) + 10):
        yield PART


async def test_a_body_that_says_it_is_too_long_is_not_read(client: httpx.AsyncClient) -> None:
    answer = await client.post("/", content=b"{}", headers={"Content-Length": str(LARGEST + 1)})
    assert answer.status_code == 413
    assert str(LARGEST) in answer.json()["detail"]


async def test_a_body_that_turns_out_too_long_is_given_up(client: httpx.AsyncClient) -> None:
    answer = await client.post("/", content=endless())
    assert answer.status_code == 413
    assert answer.json()["title"] == "Too large"


async def test_any_other_body_is_read_as_it_is(client: httpx.AsyncClient) -> None:
    assert (await client.post("/", json="words")).json() == 5
