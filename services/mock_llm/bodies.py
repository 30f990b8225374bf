"""A request's JSON, field by field; what is wrong with it is `MalformedRequest`, with its name."""

from collections.abc import Mapping
from typing import Any

import orjson
from fastapi import Request

from services.mock_llm.conversation import ChatRequest, MalformedRequest, chat_request

LARGEST = 8 * 1024 * 1024
"""Bytes of a body; many times what any model reads."""

LONGEST_NAME = 200
"""Characters of a model's name."""
CHOICES = ("none", "auto", "required")

Body = Mapping[str, Any]


async def body_of(request: Request) -> Body:
    """The JSON object that a request brings."""
    read = bytearray()
    async for chunk in request.stream():
        read += chunk
        if len(read) > LARGEST:
            raise MalformedRequest("body", f"is larger than {LARGEST} bytes")
    if not read:
        raise MalformedRequest("body", "missing request body")
    try:
        body = orjson.loads(read)
    except orjson.JSONDecodeError as error:
        raise MalformedRequest("body", f"invalid JSON: {error}") from None
    if not isinstance(body, dict):
        raise MalformedRequest("body", "must be a JSON object")
    return body


def text(body: Body, name: str) -> str:
    """A field that must be there."""
    value = body.get(name)
    if value is None:
        raise MalformedRequest(name, "is required")
    if not isinstance(value, str):
        raise MalformedRequest(name, f"must be text, not {value!r:.40}")
    return value


def model(body: Body, name: str = "model") -> str:
    """The name of a model: it is said again in every piece of an answer, and so is bounded."""
    value = body.get(name)
    if value is None:
        raise MalformedRequest(name, "is required")
    if not isinstance(value, str) or not 1 <= len(value) <= LONGEST_NAME:
        raise MalformedRequest(name, f"{value!r:.40} is no name of 1 to {LONGEST_NAME} characters")
    return value


def wants_tools(body: Body) -> bool:
    """What `tool_choice` says; a tool that must be called is one that may be called."""
    choice = body.get("tool_choice")
    if choice is not None and choice not in CHOICES and not isinstance(choice, dict):
        reason = f"{choice!r:.40} is none of {', '.join(CHOICES)}, and no object with a function"
        raise MalformedRequest("tool_choice", reason)
    return choice != "none"


def flag(body: Body, name: str, default: bool) -> bool:
    value = body.get(name)
    if value is None:
        return default
    if not isinstance(value, bool):
        raise MalformedRequest(name, f"must be true or false, not {value!r:.40}")
    return value


def some(body: Body, name: str) -> list[Any]:
    value = body.get(name)
    if value is None:
        return []
    if not isinstance(value, list):
        raise MalformedRequest(name, f"must be a list, not {type(value).__name__}")
    return value


def options(body: Body) -> Body:
    value = body.get("options")
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise MalformedRequest("options", f"must be an object, not {type(value).__name__}")
    return value


def seed(fields: Body) -> int | None:
    value = fields.get("seed")
    if value is not None and (not isinstance(value, int) or isinstance(value, bool)):
        raise MalformedRequest("seed", f"must be an integer, not {value!r:.40}")
    return value


def asked(body: Body, seed_given: int | None, with_tools: bool = True) -> ChatRequest:
    """The conversation in a body; without its tools where a client wants none called."""
    tools = some(body, "tools") if with_tools else []
    return chat_request(some(body, "messages"), tools, seed_given)
