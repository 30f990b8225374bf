"""Whether a conversation has room in what the model sees.

A model server cuts what is too long without a word, and at its beginning: there the rules stand.
Tokens are estimated, and rather too many (`projections.brain.tokens`).
"""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import orjson

from events.brain import Configured, Language
from handlers.brain.prompts import prompt_in
from handlers.brain.requests import Message
from handlers.tools import tool_schemas
from projections.brain.tokens import tokens_in


def has_room(configured: Configured, messages: Sequence[Message]) -> bool:
    """Whether the constitution, the tools, these messages and a reply fit together."""
    asked = _standing(configured.prompt, configured.tools) + _tokens_of(list(messages))
    return asked + configured.options.num_predict <= configured.options.num_ctx


@cache
def standing_tokens(language: Language) -> int:
    """What the newest constitution and the tools take of every prompt."""
    return _standing(prompt_in(language).text, tool_schemas())


def _standing(prompt: str, tools: Sequence[Mapping[str, Any]]) -> int:
    return tokens_in(prompt) + _tokens_of(list(tools))


def _tokens_of(value: object) -> int:
    return tokens_in(orjson.dumps(value).decode())
