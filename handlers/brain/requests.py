"""The whole request that a prompt stands for, and the digest that it is known by.

The event of a prompt holds its messages, and refers to the configuration for the rest. Put together
here, by whoever decides a prompt and by whoever asks the model, the two come to the same bytes.
"""

from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any

import orjson

from events.brain import Configured, Thinking

Message = Mapping[str, Any]
"""`role`, `content` and, of a reply or a tool's result, what the model server expects with it."""

ON_OR_OFF: Mapping[Thinking, bool] = {"on": True, "off": False}
"""As Ollama says it; how much, it says in our words."""


def full_request(configured: Configured, messages: Sequence[Message]) -> dict[str, Any]:
    """What the model is asked: the constitution, the messages, the tools, and how to answer."""
    request = {
        "model": configured.model,
        "messages": [{"role": "system", "content": configured.prompt}, *messages],
        "tools": list(configured.tools),
        # An option that is absent is not one that was asked for as null.
        "options": configured.options.model_dump(exclude_none=True),
        "keep_alive": configured.keep_alive,
    }
    return request | thinking(configured.think)


def thinking(think: Thinking | None) -> dict[str, Any]:
    """What a request says of it, in Ollama's words; nothing where there is nothing to say."""
    return {} if think is None else {"think": ON_OR_OFF.get(think, think)}


def request_digest(configured: Configured, messages: Sequence[Message]) -> str:
    """SHA-256 of the whole request as canonical JSON, hex."""
    return digest_of(full_request(configured, messages))


def digest_of(request: Mapping[str, Any]) -> str:
    """As `request_digest`, of a request that is put together already."""
    return sha256(orjson.dumps(request, option=orjson.OPT_SORT_KEYS)).hexdigest()
