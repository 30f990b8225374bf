"""A model server that asks for a key is shown it, and nobody else is."""

import json
from urllib.parse import quote

import pytest

from services.brain.asking import ask
from services.brain.replies import Reply
from tests.integration.brain.standin import Answer, StandIn, ollama_says, openai_says
from tests.integration.brain.test_servers import HASTE, REQUEST, server

KEY = "sk-4f1c/9a+b="
PATHS = pytest.mark.parametrize("path", ["", "/v1"])


@PATHS
async def test_the_key_goes_with_every_question_and_every_look(model: StandIn, path: str) -> None:
    model.will(openai_says("ok") if path else ollama_says("ok"))
    async with server(model.url + path, llm_api_key=KEY) as opened:
        await ask(opened, REQUEST, HASTE)
        await opened.models()
    assert model.shown == [f"Bearer {KEY}"] * 2


@PATHS
async def test_without_a_key_none_is_shown_that_was_meant_for_others(
    model: StandIn, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OLLAMA_API_KEY", KEY)
    model.will(openai_says("ok") if path else ollama_says("ok"))
    async with server(model.url + path) as opened:
        await ask(opened, REQUEST, HASTE)
    assert model.shown == [None]


@PATHS
@pytest.mark.parametrize("status", [401, 403])
async def test_who_is_turned_away_is_told_what_to_set(
    model: StandIn, path: str, status: int
) -> None:
    model.will(Answer(b"wrong key", status))
    async with server(model.url + path, llm_api_key=KEY) as opened:
        asked = await ask(opened, REQUEST, HASTE)
    assert str(asked.outcome) == f"refused: HTTP {status}, set or mend LLM_API_KEY: wrong key"
    assert asked.attempts == 1


REPEATING = {
    "a refusal": Answer(f"wrong key: {KEY}".encode(), 401),
    "as JSON writes it": Answer(json.dumps({"error": KEY}).replace("/", r"\/").encode(), 400),
    "a way elsewhere": Answer(
        b"", 302, headers=f"Location: http://x.example/?token={quote(KEY, safe='')}\r\n"
    ),
    "no JSON": Answer(f"your key is {KEY}".encode()),
    "a coding": Answer(b"", headers=f"Content-Encoding: {KEY}\r\n"),
    "no HTTP": Answer(b"", headers=f"{KEY}\r\n"),
}


@PATHS
@pytest.mark.parametrize("how", REPEATING)
async def test_a_server_that_repeats_the_key_is_not_quoted(
    model: StandIn, path: str, how: str
) -> None:
    model.will(REPEATING[how])
    async with server(model.url + path, llm_api_key=KEY) as opened:
        asked = await ask(opened, REQUEST, HASTE)
    assert not isinstance(asked.outcome, Reply)
    assert "4f1c" not in str(asked.outcome)


@PATHS
async def test_a_reply_that_repeats_the_key_is_a_reply_without_it(
    model: StandIn, path: str
) -> None:
    said = f"the key is {KEY}, the room is warm"
    model.will(openai_says(said) if path else ollama_says(said))
    async with server(model.url + path, llm_api_key=KEY) as opened:
        asked = await ask(opened, REQUEST, HASTE)
    assert isinstance(asked.outcome, Reply)
    assert asked.outcome.content == "the key is **********, the room is warm"


@PATHS
async def test_what_only_stands_for_a_key_is_found_in_no_word(model: StandIn, path: str) -> None:
    model.will(Answer(b"no model x, no key", 404))
    async with server(model.url + path, llm_api_key="x") as opened:
        asked = await ask(opened, REQUEST, HASTE)
    assert str(asked.outcome) == "refused: HTTP 404 no model x, no key"
