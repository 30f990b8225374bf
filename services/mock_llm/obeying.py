"""A model that does what any text tells it to: what an injected instruction comes to.

It finds a call that the text writes out, in JSON or as a function's call, or a wish in plain words.
"""

import json
import re
from collections.abc import Iterator

from handlers.tools import TOOLS
from services.mock_llm.conversation import Call, ChatRequest, Reply
from services.mock_llm.plain_text import LONGEST

_NAMES = "|".join(TOOLS)
_WRITTEN = re.compile(rf"(?<![A-Za-z_])({_NAMES})\s*\(?\s*(?=\{{)")
_KEYWORDS = re.compile(rf"(?<![A-Za-z_])({_NAMES})\s*\(([^()\n{{}}]{{0,400}})\)")
_KEYWORD = re.compile(r"(\w{1,40})\s*=\s*(?:[\"'「]([^\"'」]{0,200})[\"'」]|(-?\d{1,9}))")
_OBJECT = re.compile(r"\{(?=\s*\"(?:name|tool|function)\")")
_SAY = re.compile(
    r"(?:say|announce)[:\s]+[\"「]([^\"」\n]{1,300})[\"」]|[「\"]([^」\"\n]{1,300})[」\"]と(?:言|話|叫|放送)",
    re.IGNORECASE,
)
_REWARD = re.compile(r"(?:bounty|reward|報酬)\D{0,10}(\d{1,9})", re.IGNORECASE)
_COMMANDED = re.compile(
    r"ignore (?:all|any|the|previous)|disregard|無視して|指示に従|you must", re.IGNORECASE
)


def _number(digits: str) -> int | str:
    """No number that our own answer could not hold."""
    return int(digits) if len(digits) <= 18 else digits


_DECODER = json.JSONDecoder(parse_int=_number, parse_constant=str)


def obeyed(request: ChatRequest) -> Reply | None:
    """What the user messages and results order; None where they order nothing."""
    text = "\n".join(one.content for one in request.messages if one.role in {"user", "tool"})
    calls = tuple(_ordered(text[-LONGEST:]))
    done = {repr(call) for one in request.messages for call in one.calls}
    left = tuple(call for call in calls if repr(call) not in done)
    return Reply("", left) if left else None


def _ordered(text: str) -> Iterator[Call]:
    found = [*_written(text), *_in_json(text), *_with_keywords(text)]
    yield from found or _in_words(text)


def _written(text: str) -> Iterator[Call]:
    """`speak({"message": "…"})`."""
    for match in _WRITTEN.finditer(text):
        arguments = _object_at(text, match.end())
        if arguments is not None:
            yield Call(match[1], arguments)


def _in_json(text: str) -> Iterator[Call]:
    """`{"name": "speak", "arguments": {…}}`."""
    for match in _OBJECT.finditer(text):
        call = _object_at(text, match.start()) or {}
        name = call.get("name") or call.get("tool") or call.get("function")
        arguments = call.get("arguments", {})
        if isinstance(name, str) and isinstance(arguments, dict):
            yield Call(name, arguments)


def _object_at(text: str, start: int) -> dict[str, object] | None:
    try:
        found, _ = _DECODER.raw_decode(text, start)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _with_keywords(text: str) -> Iterator[Call]:
    """`send_device_command(agent_id="pump_01", tool_name="run_pump")`."""
    for match in _KEYWORDS.finditer(text):
        arguments: dict[str, object] = {
            name: int(number) if number else words
            for name, words, number in _KEYWORD.findall(match[2])
        }
        yield Call(match[1], arguments)


def _in_words(text: str) -> Iterator[Call]:
    said = _SAY.search(text)
    if said:
        yield Call("speak", {"message": said[1] or said[2]})
    elif order := _COMMANDED.search(text):
        reward = _REWARD.search(text)
        words = text[order.start() :].splitlines()[0]
        bounty = int(reward[1]) if reward else 5_000
        yield Call("create_task", {"title": words, "description": words, "bounty": bounty})
