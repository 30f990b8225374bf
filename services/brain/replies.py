"""What a model server answered, in one form: content, calls, counts; bounded, storable, unjudged.

The body is hostile input. Calls are kept as the model wrote them, also those that make no sense: to
refuse them is for the gate. What is too large, or no reply at all, raises `MalformedReply`.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from services.brain.errors import MalformedReply
from services.brain.storable import TooDeep, storable, storable_text

CONTENT_LIMIT = 16 * 1024
"""Bytes of a reply's text."""
CALLS_LIMIT = 32
CALL_LIMIT = 16 * 1024
"""Bytes of one call, its name and arguments as JSON."""
SHOWN = 80
"""Bytes that are told of an answer that cannot be read."""
WORD_LIMIT = 200
"""Characters of what names a model or a reason."""

LARGEST_COUNT = 2**53

CUT_OFF = "length"
"""Why a model stopped that had more to say, in both protocols."""


@dataclass(frozen=True, slots=True)
class Reply:
    """A model's answer."""

    content: str = ""
    tool_calls: tuple[dict[str, Any], ...] = ()
    """Each with `name`, a text, and `arguments`, of any shape."""
    model: str | None = None
    """What answered, in the server's word."""
    done_reason: str | None = None
    prompt_tokens: int | None = None
    reply_tokens: int | None = None


def parsed(body: bytes) -> object:
    """The body's JSON; what a reader of JSON may be lenient about, it is."""
    try:
        return json.loads(body)
    except RecursionError:
        raise MalformedReply("nested too deeply") from None
    except ValueError as error:
        raise MalformedReply(f"not JSON: {error}; it begins with {_beginning(body)}") from None


def _beginning(body: bytes) -> str:
    """Enough to tell a page of a proxy from half an answer."""
    return repr(body[:SHOWN].decode(errors="replace")) if body else "nothing"


def ollama_reply(answer: object) -> Reply:
    """What Ollama's `/api/chat` answered."""
    body = _object(answer, "the answer")
    message = _object(body.get("message"), "message")
    reply = Reply(
        content=_content(message.get("content")),
        tool_calls=_calls(message.get("tool_calls")),
        model=word(body.get("model")),
        done_reason=word(body.get("done_reason")),
        prompt_tokens=_count(body.get("prompt_eval_count")),
        reply_tokens=_count(body.get("eval_count")),
    )
    return _not_cut_off(reply)


def openai_reply(answer: object) -> Reply:
    """What OpenAI's `/chat/completions` answered: its first choice."""
    body = _object(answer, "the answer")
    choices = body.get("choices")
    if not isinstance(choices, list) or not choices:
        raise MalformedReply("choices: must be a list with at least one")
    choice = _object(choices[0], "choices[0]")
    message = _object(choice.get("message"), "choices[0].message")
    usage = body.get("usage")
    counts: Mapping[str, object] = usage if isinstance(usage, dict) else {}
    reply = Reply(
        content=_content(message.get("content")),
        tool_calls=_calls(message.get("tool_calls")),
        model=word(body.get("model")),
        done_reason=word(choice.get("finish_reason")),
        prompt_tokens=_count(counts.get("prompt_tokens")),
        reply_tokens=_count(counts.get("completion_tokens")),
    )
    return _not_cut_off(reply)


def _not_cut_off(reply: Reply) -> Reply:
    """The reply, if it holds anything: silence means that all is well only where it was meant."""
    if reply.done_reason == CUT_OFF and not reply.tool_calls and not reply.content.strip():
        raise MalformedReply("cut off before it said anything")
    return reply


def _object(value: object, where: str) -> Mapping[str, object]:
    if not isinstance(value, dict):
        raise MalformedReply(f"{where}: must be an object, not {type(value).__name__}")
    return value


def _content(value: object) -> str:
    """The text; parts of a text are put together."""
    if isinstance(value, list):
        parts = [part.get("text") for part in value if isinstance(part, dict)]
        value = "".join(part for part in parts if isinstance(part, str))
    if value is None:
        return ""
    if not isinstance(value, str):
        raise MalformedReply(f"content: must be a text, not {type(value).__name__}")
    text = storable_text(value)
    if len(text.encode()) > CONTENT_LIMIT:
        raise MalformedReply(f"content: more than {CONTENT_LIMIT} bytes")
    return text


def _calls(value: object) -> tuple[dict[str, Any], ...]:
    if value is None:
        return ()
    if not isinstance(value, list):
        raise MalformedReply(f"tool_calls: must be a list, not {type(value).__name__}")
    if len(value) > CALLS_LIMIT:
        raise MalformedReply(f"tool_calls: {len(value)}, at most {CALLS_LIMIT}")
    return tuple(_call(call, f"tool_calls[{place}]") for place, call in enumerate(value))


def _call(value: object, where: str) -> dict[str, Any]:
    """A call without a function keeps what it is as its arguments, for the record."""
    function = value.get("function") if isinstance(value, dict) else None
    named = function if isinstance(function, dict) else {"arguments": value}
    try:
        name = named.get("name", "")
        call = {
            "name": storable_text(name) if isinstance(name, str) else str(storable(name)),
            "arguments": storable(_arguments(named.get("arguments", {}))),
        }
    except (TooDeep, RecursionError) as error:
        raise MalformedReply(f"{where}: {error}") from None
    if len(orjson.dumps(call)) > CALL_LIMIT:
        raise MalformedReply(f"{where}: more than {CALL_LIMIT} bytes")
    return call


def _arguments(value: object) -> object:
    """An object may come as JSON text; what is no JSON object stays the text that it is."""
    if not isinstance(value, str):
        return value
    try:
        read = json.loads(value)
    except (ValueError, RecursionError):
        return value
    return read if isinstance(read, dict) else value


def word(value: object) -> str | None:
    """A name or a reason that a server gave, if it is one."""
    return storable_text(value)[:WORD_LIMIT] if isinstance(value, str) else None


def _count(value: object) -> int | None:
    """A number of tokens; a server that counts otherwise is not believed."""
    is_one = isinstance(value, int) and not isinstance(value, bool) and 0 <= value < LARGEST_COUNT
    return value if is_one and isinstance(value, int) else None
