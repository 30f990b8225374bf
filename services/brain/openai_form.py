"""A request in OpenAI's form: the same messages and tools, options by their names there.

There, calls have ids that their results refer to, and arguments are JSON text. The ids are the
calls' places in the conversation, so the same request has the same form every time.
"""

from collections import deque
from collections.abc import Iterable, Mapping
from typing import Any

import orjson


def openai_request(request: Mapping[str, Any]) -> dict[str, Any]:
    """The request as `/chat/completions` takes it; how much a model sees, its server knows."""
    options = request["options"]
    form = {
        "model": request["model"],
        "messages": _messages(request["messages"]),
        "tools": request["tools"],
        "max_tokens": options["num_predict"],
        "temperature": options["temperature"],
        "seed": options["seed"],
        "stream": False,
    }
    return form | _thinking(request.get("think"))


def _thinking(think: object) -> dict[str, Any]:
    """On and off as vLLM and llama.cpp's server take it, how much as OpenAI does."""
    if think is None:
        return {}
    if isinstance(think, bool):
        return {"chat_template_kwargs": {"enable_thinking": think}}
    return {"reasoning_effort": think}


def _messages(messages: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    made: list[dict[str, Any]] = []
    unanswered: deque[str] = deque()
    count = 0
    for message in messages:
        form: dict[str, Any] = {"role": message["role"], "content": message.get("content") or ""}
        if calls := message.get("tool_calls"):
            form["tool_calls"] = [_call(call, f"call_{count + n}") for n, call in enumerate(calls)]
            unanswered.extend(call["id"] for call in form["tool_calls"])
            count += len(calls)
        if message["role"] == "tool" and unanswered:
            form["tool_call_id"] = unanswered.popleft()
        made.append(form)
    return made


def _call(call: Mapping[str, Any], identity: str) -> dict[str, Any]:
    function = call["function"]
    arguments = function.get("arguments", {})
    text = arguments if isinstance(arguments, str) else orjson.dumps(arguments).decode()
    return {
        "id": identity,
        "type": "function",
        "function": {"name": function["name"], "arguments": text},
    }
