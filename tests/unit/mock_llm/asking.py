"""Requests to the mock model as the brain, and as others, make them."""

from collections.abc import Sequence
from typing import Any

from handlers.tools import tool_schemas
from services.mock_llm.answering import answer
from services.mock_llm.conversation import Call, ChatRequest, Reply, chat_request

CONSTITUTION = (
    "あなたはオフィスを管理するBrainです。気温は18〜26度、CO2は1000ppm未満が快適です。"
    "高温のときは create_task、コーヒーが空なら補充、sedentary_alert には話しかけてください。"
)
"""It talks of everything, and decides nothing."""


def request(text: str, *more: dict[str, Any], seed: int | None = None) -> ChatRequest:
    """What the brain asks about an office that a text describes."""
    messages = [{"role": "system", "content": CONSTITUTION}, {"role": "user", "content": text}]
    return chat_request([*messages, *more], tool_schemas(), seed)


def ask(text: str, *more: dict[str, Any]) -> Reply:
    return answer(request(text, *more))


def said(text: str, seed: int | None = None) -> str:
    """What is said where no tools are offered."""
    return answer(chat_request([{"role": "user", "content": text}], (), seed)).content


def results(calls: Sequence[Call], *texts: str) -> list[dict[str, Any]]:
    """The messages that follow a reply: its calls, and what came of them."""
    called = [{"function": {"name": one.name, "arguments": one.arguments}} for one in calls]
    answers = [
        {"role": "tool", "tool_name": call.name, "content": text}
        for call, text in zip(calls, texts, strict=True)
    ]
    return [{"role": "assistant", "content": "", "tool_calls": called}, *answers]


def titles(reply: Reply) -> list[str]:
    return [one.arguments["title"] for one in reply.tool_calls if one.name == "create_task"]


def names(reply: Reply) -> list[str]:
    return [one.name for one in reply.tool_calls]
