"""A reply in OpenAI's words: one object, or server-sent events that end with `[DONE]`.

Arguments of calls are JSON in a string, and calls have ids that the results refer to.
"""

import hashlib
from dataclasses import dataclass
from time import time
from typing import Any

import orjson

from services.mock_llm.conversation import Call, ChatRequest, Reply
from services.mock_llm.serving import Pieces, fragments
from services.mock_llm.tokens import as_json, prompt_tokens, reply_tokens


@dataclass(frozen=True, slots=True)
class Answer:
    """A reply, and what it is the reply to."""

    model: str
    request: ChatRequest
    reply: Reply

    @property
    def identity(self) -> str:
        said = as_json([[one.role, one.content, repr(one.calls)] for one in self.request.messages])
        return hashlib.sha256(said.encode("utf-8", "replace")).hexdigest()[:24]

    @property
    def finish_reason(self) -> str:
        return "tool_calls" if self.reply.tool_calls else "stop"

    @property
    def usage(self) -> dict[str, int]:
        prompt, reply = prompt_tokens(self.request), reply_tokens(self.reply)
        total = prompt + reply
        return {"prompt_tokens": prompt, "completion_tokens": reply, "total_tokens": total}

    def calls(self) -> list[dict[str, Any]]:
        return [self._call(n, call) for n, call in enumerate(self.reply.tool_calls)]

    def _call(self, number: int, call: Call) -> dict[str, Any]:
        given = call.arguments
        text = given if isinstance(given, str) else as_json(given)
        identity = f"call_{self.identity[:20]}{number:04d}"
        function = {"name": call.name, "arguments": text}
        return {"id": identity, "type": "function", "function": function}


def whole(answer: Answer) -> Pieces:
    calls = answer.calls()
    message: dict[str, Any] = {"role": "assistant", "content": answer.reply.content or None}
    if calls:
        message["tool_calls"] = calls
    choice = {"index": 0, "message": message, "finish_reason": answer.finish_reason}
    body = {**_head(answer, "chat.completion"), "choices": [choice], "usage": answer.usage}
    return Pieces([orjson.dumps(body)], "application/json")


def streamed(answer: Answer, with_usage: bool) -> Pieces:
    deltas: list[dict[str, Any]] = [{"role": "assistant", "content": ""}]
    deltas += [{"content": one} for one in fragments(answer.reply.content)]
    deltas += [{"tool_calls": [{"index": n, **one}]} for n, one in enumerate(answer.calls())]
    choices: list[dict[str, Any]] = [
        {"index": 0, "delta": one, "finish_reason": None} for one in deltas
    ]
    choices.append({"index": 0, "delta": {}, "finish_reason": answer.finish_reason})
    head = _head(answer, "chat.completion.chunk")
    chunks = [{**head, "choices": [one]} for one in choices]
    if with_usage:
        chunks.append({**head, "choices": [], "usage": answer.usage})
    events = [b"data: " + orjson.dumps(one) + b"\n\n" for one in chunks]
    return Pieces([*events, b"data: [DONE]\n\n"], "text/event-stream")


def _head(answer: Answer, kind: str) -> dict[str, Any]:
    identity = f"chatcmpl-{answer.identity}"
    return {"id": identity, "object": kind, "created": int(time()), "model": answer.model}
