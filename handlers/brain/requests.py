"""The request to the model as a whole, and the digest that names it.

A prompt's event holds the messages that change; its configuration holds the rest. The digest is of
the whole, in one canonical form, so a reply that was recorded answers every equal request.
"""

from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any

import orjson

from events.brain import Configured

Message = Mapping[str, Any]


def whole_request(configured: Configured, messages: Sequence[Message]) -> dict[str, Any]:
    """All that the model is given: the constitution first, what changes last."""
    constitution = {"role": "system", "content": configured.prompt}
    return {
        "model": configured.model,
        "messages": [constitution, *messages],
        "tools": list(configured.tools),
        "options": configured.options.model_dump(),
        "keep_alive": configured.keep_alive,
    }


def request_digest(configured: Configured, messages: Sequence[Message]) -> str:
    """SHA-256 of the whole request as JSON with sorted keys, hex."""
    whole = whole_request(configured, messages)
    return sha256(orjson.dumps(whole, option=orjson.OPT_SORT_KEYS)).hexdigest()
