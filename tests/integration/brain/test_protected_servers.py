"""A model server that asks for a key is shown it, and nobody else is."""

import pytest

from services.brain.asking import ask
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
async def test_without_a_key_none_is_shown(model: StandIn, path: str) -> None:
    model.will(openai_says("ok") if path else ollama_says("ok"))
    async with server(model.url + path) as opened:
        await ask(opened, REQUEST, HASTE)
    assert model.shown == [None]


@PATHS
@pytest.mark.parametrize("status", [401, 403])
async def test_who_is_turned_away_is_told_what_to_set_and_never_the_key(
    model: StandIn, path: str, status: int
) -> None:
    model.will(Answer(f"wrong key: {KEY}".encode(), status))
    async with server(model.url + path, llm_api_key=KEY) as opened:
        asked = await ask(opened, REQUEST, HASTE)
    said = str(asked.outcome)
    assert said == f"refused: HTTP {status}, set LLM_API_KEY: wrong key: **********"
    assert asked.attempts == 1
