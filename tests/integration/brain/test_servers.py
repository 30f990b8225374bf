"""Over real HTTP: what each kind of server says, and what comes of one that does not answer."""

import asyncio
import gzip
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import pytest

from handlers.brain.requests import full_request
from handlers.tools import tool_schemas
from infra.embedded.ports import free_port
from services.brain import servers
from services.brain.asking import Asked, Patience, ask
from services.brain.errors import TimedOut, Unreachable
from services.brain.replies import Reply
from services.brain.servers import OllamaServer, OpenAIServer, server_of
from services.settings import read_settings
from tests.integration.brain.standin import RESET, Answer, StandIn, ollama_says, openai_says
from tests.unit.brain.configurations import configured

HASTE = Patience(answer_s=2.0, attempts=3, pause_s=0.01)
WORLD = [{"role": "user", "content": "main: 気温 32.8°C"}]
REQUEST = full_request(configured().model_copy(update={"tools": tool_schemas()}), WORLD)
SPEAK = {"name": "speak", "arguments": {"message": "暑い"}}


@asynccontextmanager
async def server(url: str, **more: Any) -> AsyncIterator[OllamaServer | OpenAIServer]:
    opened = server_of(read_settings(llm_api_url=url, **more))
    yield opened
    await opened.close()


async def asked(url: str, patience: Patience = HASTE) -> Asked:
    async with server(url) as opened:
        return await ask(opened, REQUEST, patience)


async def said(url: str, patience: Patience = HASTE) -> tuple[str, int]:
    """The error, and after how many attempts."""
    found = await asked(url, patience)
    return str(found.outcome), found.attempts


async def test_ollama_is_asked_exactly_what_was_decided(model: StandIn) -> None:
    model.will(ollama_says("暑い", SPEAK, prompt_eval_count=9, eval_count=2))
    found = await asked(model.url)
    assert found.outcome == Reply("暑い", (SPEAK,), "m:told", "stop", 9, 2)
    assert found.attempts == 1
    assert model.questions == [("/api/chat", {**REQUEST, "stream": False})]


async def test_an_openai_server_is_asked_the_same_in_its_form(model: StandIn) -> None:
    model.will(openai_says(None, {"name": "speak", "arguments": '{"message":"暑い"}'}))
    found = await asked(model.url + "/v1")
    assert found.outcome == Reply("", (SPEAK,), "m:told", "stop", 7, 3)
    ((path, body),) = model.questions
    assert path == "/v1/chat/completions"
    assert body["messages"] == REQUEST["messages"]
    assert body["tools"] == list(REQUEST["tools"])
    assert body["max_tokens"] == REQUEST["options"]["num_predict"]


@pytest.mark.parametrize(
    ("set_to", "said"),
    [("auto", None), ("off", {"enable_thinking": False}), ("on", {"enable_thinking": True})],
)
async def test_of_thinking_an_openai_server_is_told_only_what_was_set(
    model: StandIn, set_to: str, said: object
) -> None:
    model.will(openai_says("ok"))
    request = {**REQUEST, "think": set_to == "on"}
    async with server(model.url + "/v1", brain_think=set_to) as opened:
        await ask(opened, request, HASTE)
    ((_, body),) = model.questions
    assert body.get("chat_template_kwargs") == said


@pytest.mark.parametrize(
    ("api", "path", "kind"),
    [
        ("auto", "", OllamaServer),
        ("auto", "/v1", OpenAIServer),
        ("auto", "/v1/", OpenAIServer),
        ("openai", "", OpenAIServer),
        ("ollama", "/v1", OllamaServer),
    ],
)
async def test_the_protocol_is_the_one_that_is_set_or_the_address_ends_in(
    api: str, path: str, kind: type
) -> None:
    async with server(f"http://127.0.0.1:9{path}", llm_api=api) as opened:
        assert isinstance(opened, kind)


@pytest.mark.parametrize("path", ["", "/v1"])
async def test_a_server_that_refuses_is_asked_once(model: StandIn, path: str) -> None:
    for status in (400, 404, 500, 302):
        model.will(Answer(b'{"error":"no tools"}', status, headers="Location: http://x/\r\n"))
        error, attempts = await said(model.url + path)
        assert error.startswith(f"refused: HTTP {status}")
        assert "no tools" in error
        assert attempts == 1


ODD = [b'"Bad Gateway"', b"[1]", b"null", b"[" * 200_000, b'{"error": {"a": 1}}', b"\xff\xfe"]


@pytest.mark.parametrize("path", ["", "/v1"])
@pytest.mark.parametrize("body", ODD)
@pytest.mark.parametrize(("status", "means"), [(502, "unreachable"), (400, "refused")])
async def test_what_stands_beside_a_bad_status_changes_nothing_about_it(
    model: StandIn, path: str, body: bytes, status: int, means: str
) -> None:
    model.will(Answer(body, status))
    error, _ = await said(model.url + path)
    assert error.startswith(f"{means}: HTTP {status}")


@pytest.mark.parametrize("body", ODD)
async def test_a_bad_status_says_nothing_about_the_build_of_a_model(
    model: StandIn, body: bytes
) -> None:
    model.listing = Answer(body, 502)
    async with server(model.url) as opened:
        with pytest.raises(Unreachable):
            await opened.model_digest("qwen2.5:14b")


@pytest.mark.parametrize("path", ["", "/v1"])
async def test_a_connection_that_was_reset_is_tried_again(model: StandIn, path: str) -> None:
    good = openai_says("ok") if path else ollama_says("ok")
    model.will(RESET, Answer(b"starting", 503), good)
    found = await asked(model.url + path)
    assert isinstance(found.outcome, Reply)
    assert (found.outcome.content, found.attempts) == ("ok", 3)


@pytest.mark.parametrize("path", ["", "/v1"])
async def test_who_is_not_there_is_unreachable_after_three_attempts(path: str) -> None:
    error, attempts = await said(f"http://127.0.0.1:{free_port()}{path}")
    assert error.startswith("unreachable: ")
    assert attempts == 3


@pytest.mark.parametrize("path", ["", "/v1"])
async def test_an_answer_that_takes_too_long_is_not_waited_for(model: StandIn, path: str) -> None:
    model.will(Answer(after_s=30))
    found = await asked(model.url + path, Patience(answer_s=0.3))
    assert (str(found.outcome), found.attempts) == ("timeout", 1)
    assert 300 <= found.duration_ms < 3_000


async def test_attempts_and_pauses_together_end_in_time(model: StandIn) -> None:
    model.will(RESET)
    found = await asked(model.url, Patience(answer_s=0.3, attempts=1_000, pause_s=0.1))
    assert str(found.outcome) == "timeout"
    assert found.duration_ms < 3_000


@pytest.mark.parametrize("path", ["", "/v1"])
@pytest.mark.parametrize(
    "body", [b"", b"<html>", b'{"message": 5}', b'{"choices": []}', b"[" * 9_999, b"\xff\xfe"]
)
async def test_an_answer_that_is_none_is_malformed(model: StandIn, path: str, body: bytes) -> None:
    model.will(Answer(body))
    error, attempts = await said(model.url + path)
    assert error.startswith("malformed: ")
    assert attempts == 1


@pytest.mark.parametrize("path", ["", "/v1"])
async def test_more_than_anybody_can_use_is_not_read(model: StandIn, path: str) -> None:
    model.will(Answer(b" " * 3_000_000))
    error, _ = await said(model.url + path)
    assert error == "malformed: the answer is larger than 2097152 bytes"


@pytest.mark.parametrize("path", ["", "/v1"])
async def test_a_page_instead_of_an_answer_is_told_by_its_first_words(
    model: StandIn, path: str
) -> None:
    model.will(Answer(b"<html><body>Sign in first</body></html>"))
    told, _ = await said(model.url + path)
    assert told.startswith("malformed: not JSON: ")
    assert "<html><body>Sign in first" in told


@pytest.mark.parametrize("path", ["", "/v1"])
async def test_a_redirection_is_told_with_its_aim_and_not_followed(
    model: StandIn, path: str
) -> None:
    aim = f"{model.url}/elsewhere"
    model.will(Answer(status=307, headers=f"Location: {aim}\r\n"))
    told, attempts = await said(model.url + path)
    assert told == f"refused: HTTP 307 to {aim}, which is not followed; set LLM_API_URL"
    assert (attempts, len(model.questions)) == (1, 1)


@pytest.mark.parametrize("path", ["", "/v1"])
@pytest.mark.parametrize("coding", ["gzip", "br, GZIP", "unknown"])
async def test_what_is_small_only_while_it_is_packed_is_not_unpacked(
    model: StandIn, path: str, coding: str
) -> None:
    packed = gzip.compress(b" " * 20_000_000)
    model.will(Answer(packed, headers=f"Content-Encoding: {coding}\r\n"))
    told, _ = await said(model.url + path)
    assert told.startswith("malformed: the answer is packed as ")
    assert coding in told


async def _dripping(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n")
    with suppress(ConnectionError):
        while not writer.is_closing():
            writer.write(b" ")
            await writer.drain()
            await asyncio.sleep(0.02)


@pytest.mark.parametrize("path", ["", "/v1"])
async def test_a_list_of_models_that_comes_too_slowly_is_not_waited_for(
    monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    monkeypatch.setattr(servers, "LOOK_S", 0.2)
    slow = await asyncio.start_server(_dripping, "127.0.0.1", 0)
    port = slow.sockets[0].getsockname()[1]
    async with slow, server(f"http://127.0.0.1:{port}{path}") as opened:
        with pytest.raises(TimedOut):
            await asyncio.wait_for(opened.models(), 2)


async def test_the_environments_proxy_never_hears_of_the_office(
    model: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{free_port()}")
    monkeypatch.setenv("ALL_PROXY", f"http://127.0.0.1:{free_port()}")
    model.will(ollama_says("ok"))
    assert isinstance((await asked(model.url)).outcome, Reply)


async def test_ollama_says_which_build_of_a_model_it_has(model: StandIn) -> None:
    model.models = [
        {"name": "other:latest", "model": "other:latest", "digest": "bb"},
        {"name": "qwen2.5:14b", "model": "qwen2.5:14b", "digest": "aa"},
    ]
    async with server(model.url) as opened:
        assert await opened.model_digest("qwen2.5:14b") == "aa"
        assert await opened.model_digest("other") == "bb"
        assert await opened.model_digest("third") is None
        model.models = [{"model": "qwen2.5:14b", "digest": 5}, "x"]
        assert await opened.model_digest("qwen2.5:14b") is None
