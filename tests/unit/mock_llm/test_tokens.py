"""Tokens are counted by the text, the tools and the messages around it."""

from services.mock_llm.answering import answer
from services.mock_llm.conversation import chat_request
from services.mock_llm.tokens import prompt_tokens, reply_tokens, tokens_of
from tests.unit.mock_llm.asking import request


def test_longer_text_has_more_tokens() -> None:
    assert tokens_of("") == 0
    assert tokens_of("temperature") == 3
    assert tokens_of("気温が高い") == 5


def test_tools_and_the_constitution_are_read_too() -> None:
    bare = chat_request([{"role": "user", "content": "CO2 1450ppm"}])
    assert prompt_tokens(request("CO2 1450ppm")) > prompt_tokens(bare) + 200


def test_calls_are_written_too() -> None:
    assert reply_tokens(answer(request("CO2 1450ppm"))) > 50
