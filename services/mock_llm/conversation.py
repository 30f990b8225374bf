"""What a model server is asked and what it answers, whichever API carried it. No I/O.

`chat_request` takes messages and tools as Ollama, OpenAI and our own events write them, and
raises `MalformedRequest` with the field that is wrong.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from events.errors import SomsError

ROLES = frozenset({"system", "developer", "user", "assistant", "tool", "function"})


class MalformedRequest(SomsError):
    """A request is not one that a model server takes."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"{name}: {reason}")
        self.field = name
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Call:
    """A call of a tool. The arguments are a mapping, unless the model misbehaves."""

    name: str
    arguments: Any


@dataclass(frozen=True, slots=True)
class Message:
    role: str
    content: str = ""
    calls: tuple[Call, ...] = ()
    tool: str | None = None
    """Of a result: the tool that it is the result of, where that is known."""


@dataclass(frozen=True, slots=True)
class Offered:
    """A tool that may be called, and the JSON schemas of its arguments."""

    name: str
    properties: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ChatRequest:
    messages: tuple[Message, ...]
    tools: tuple[Offered, ...] = ()
    seed: int | None = None

    def offers(self, name: str) -> Offered | None:
        return next((one for one in self.tools if one.name == name), None)


@dataclass(frozen=True, slots=True)
class Reply:
    content: str
    tool_calls: tuple[Call, ...] = ()


def chat_request(
    messages: Sequence[object], tools: Sequence[object] = (), seed: int | None = None
) -> ChatRequest:
    """A request from the parts of its JSON. Raises `MalformedRequest`."""
    named: dict[str, str] = {}
    read = tuple(_message(f"messages[{n}]", one, named) for n, one in enumerate(messages))
    return ChatRequest(read, tuple(_offered(f"tools[{n}]", t) for n, t in enumerate(tools)), seed)


def _message(where: str, given: object, named: dict[str, str]) -> Message:
    """`named` holds the tools of the calls so far, by the calls' ids."""
    message = _mapping(where, given)
    role = message.get("role")
    if not isinstance(role, str) or role not in ROLES:
        raise MalformedRequest(f"{where}.role", f"{role!r:.40} is not one of {sorted(ROLES)}")
    calls = _calls(f"{where}.tool_calls", message.get("tool_calls"), named)
    tool = message.get("tool_name") or message.get("name") or _called(message, named)
    content = _content(f"{where}.content", message.get("content"))
    return Message(role, content, calls, tool if isinstance(tool, str) else None)


def _called(message: Mapping[str, Any], named: Mapping[str, str]) -> str | None:
    return named.get(str(message.get("tool_call_id")))


def _content(where: str, content: object) -> str:
    """Text, or the text among an OpenAI message's parts."""
    if content is None:
        return ""
    if isinstance(content, str):
        return content
    if not isinstance(content, list):
        raise MalformedRequest(where, "must be text or a list of parts")
    parts = [_mapping(f"{where}[{n}]", one) for n, one in enumerate(content)]
    return "\n".join(str(one.get("text") or "") for one in parts)


def _calls(where: str, calls: object, named: dict[str, str]) -> tuple[Call, ...]:
    if calls is None:
        return ()
    if not isinstance(calls, list | tuple):
        raise MalformedRequest(where, "must be a list")
    return tuple(_call(f"{where}[{n}]", one, named) for n, one in enumerate(calls))


def _call(where: str, given: object, named: dict[str, str]) -> Call:
    """A call as Ollama and OpenAI nest it, or flat as our events hold it."""
    call = _mapping(where, given)
    function = _mapping(f"{where}.function", call.get("function", call))
    name = str(function.get("name") or "")
    if isinstance(identity := call.get("id"), str):
        named[identity] = name
    return Call(name, _arguments(function.get("arguments")))


def _arguments(given: object) -> object:
    if not isinstance(given, str):
        return {} if given is None else given
    try:
        return json.loads(given)
    except (ValueError, RecursionError):
        return given


def _offered(where: str, given: object) -> Offered:
    tool = _mapping(where, given)
    function = _mapping(f"{where}.function", tool.get("function"))
    name = function.get("name")
    if not isinstance(name, str) or not name:
        raise MalformedRequest(f"{where}.function.name", "must be the tool's name")
    parameters = function.get("parameters")
    properties = parameters.get("properties") if isinstance(parameters, Mapping) else None
    return Offered(name, properties if isinstance(properties, Mapping) else {})


def _mapping(where: str, given: object) -> Mapping[str, Any]:
    if not isinstance(given, Mapping):
        raise MalformedRequest(where, f"must be an object, not {type(given).__name__}")
    return given
