"""How many tokens a text is, as near as one comes without a model's vocabulary.

Kana and kanji are about one token each, other words one for four characters, and every message has
a few around it.
"""

import json
from collections.abc import Iterable

from services.mock_llm.conversation import Call, ChatRequest, Reply

AROUND_MESSAGE = 4


def tokens_of(text: str) -> int:
    wide = sum("\u3000" <= one <= "\u9fff" or "\uac00" <= one <= "\uffef" for one in text)
    return wide + -(-(len(text) - wide) // 4)


def prompt_tokens(request: ChatRequest) -> int:
    """The system message and the tools are read, too."""
    said = sum(
        tokens_of(one.content) + _of_calls(one.calls) + AROUND_MESSAGE for one in request.messages
    )
    offered = sum(tokens_of(one.name + as_json(dict(one.properties))) for one in request.tools)
    return said + offered


def reply_tokens(reply: Reply) -> int:
    return max(tokens_of(reply.content) + _of_calls(reply.tool_calls), 1)


def _of_calls(calls: Iterable[Call]) -> int:
    return sum(tokens_of(call.name + as_json(call.arguments)) for call in calls)


def as_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)
