"""What a client meets when the mock model goes wrong on purpose."""

import asyncio
from time import perf_counter
from typing import Any

import httpx
import ollama
import pydantic
import pytest

from handlers.tools import tool_schemas

HOT = [{"role": "user", "content": "main: 気温 32.8°C"}]


async def go_wrong(http: httpx.AsyncClient, name: str, **more: Any) -> None:
    reply = await http.put("/misbehaviour", json={"name": name, **more})
    assert reply.json()["misbehaviour"]["name"] == name


async def chat(model: ollama.AsyncClient) -> ollama.ChatResponse:
    return await model.chat("any:7b", HOT, tools=list(tool_schemas()))


async def test_it_is_slow(http: httpx.AsyncClient, model: ollama.AsyncClient) -> None:
    await go_wrong(http, "slow", delay_s=0.3)
    began = perf_counter()
    assert (await chat(model)).message.tool_calls
    assert perf_counter() - began >= 0.3


@pytest.mark.parametrize(("name", "status"), [("http_400", 400), ("http_500", 500)])
async def test_it_refuses(
    http: httpx.AsyncClient, model: ollama.AsyncClient, name: str, status: int
) -> None:
    await go_wrong(http, name)
    with pytest.raises(ollama.ResponseError) as error:
        await chat(model)
    assert error.value.status_code == status
    body = {"model": "any", "messages": HOT}
    reply = await http.post("/v1/chat/completions", json=body)
    assert (reply.status_code, bool(reply.json()["error"]["message"])) == (status, True)


@pytest.mark.parametrize("stream", [True, False])
async def test_it_hangs_up_in_mid_answer(
    http: httpx.AsyncClient, model: ollama.AsyncClient, stream: bool
) -> None:
    await go_wrong(http, "disconnect")
    with pytest.raises(httpx.RemoteProtocolError):
        await http.post("/api/chat", json={"model": "any", "messages": HOT, "stream": stream})
    with pytest.raises(httpx.RemoteProtocolError):
        await chat(model)


async def test_it_never_answers(http: httpx.AsyncClient, model: ollama.AsyncClient) -> None:
    await go_wrong(http, "never_answers")
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.5):
            await chat(model)


async def test_its_json_is_broken(http: httpx.AsyncClient, model: ollama.AsyncClient) -> None:
    await go_wrong(http, "malformed_json")
    with pytest.raises(pydantic.ValidationError):
        await chat(model)


@pytest.mark.parametrize("name", ["unknown_tool", "wrong_types", "endless_calls"])
async def test_its_calls_are_wrong(
    http: httpx.AsyncClient, model: ollama.AsyncClient, name: str
) -> None:
    honest = await chat(model)
    await go_wrong(http, name)
    assert (await chat(model)).message.tool_calls != honest.message.tool_calls


async def test_it_is_good_again(http: httpx.AsyncClient, model: ollama.AsyncClient) -> None:
    honest = await chat(model)
    await go_wrong(http, "refusal")
    assert (await http.get("/health")).json()["misbehaviour"] == "refusal"
    assert (await chat(model)).message.tool_calls is None
    assert (await http.delete("/misbehaviour")).json()["misbehaviour"] is None
    assert (await chat(model)).message == honest.message


async def test_a_share_goes_wrong_and_the_same_one_again(
    http: httpx.AsyncClient, model: ollama.AsyncClient
) -> None:
    async def refused() -> list[bool]:
        await go_wrong(http, "refusal", share=0.5, seed=7)
        return [(await chat(model)).message.tool_calls is None for _ in range(12)]

    first = await refused()
    assert 0 < sum(first) < 12
    assert first == await refused()


@pytest.mark.parametrize("body", [{"name": "bad"}, {"name": "slow", "share": 2}, {}])
async def test_an_unknown_misbehaviour_is_refused(
    http: httpx.AsyncClient, body: dict[str, Any]
) -> None:
    assert (await http.put("/misbehaviour", json=body)).status_code == 422
