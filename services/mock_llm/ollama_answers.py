"""A reply in Ollama's words: one object, or a line for each piece and a last one with the sums."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import orjson

from services.mock_llm.conversation import Call, Reply
from services.mock_llm.serving import Pieces, fragments

Saying = Callable[[str, tuple[Call, ...]], Mapping[str, Any]]
"""How a piece of an answer is said: as a chat's message, or as a completion's text."""


@dataclass(frozen=True, slots=True)
class Sums:
    """What an answer took."""

    prompt_tokens: int
    reply_tokens: int
    duration_ns: int

    def fields(self) -> dict[str, int]:
        """Durations are shares of the whole one, which is measured; there is no model to load."""
        load = self.duration_ns // 20
        reading = self.duration_ns // 2
        return {
            "total_duration": self.duration_ns,
            "load_duration": load,
            "prompt_eval_count": self.prompt_tokens,
            "prompt_eval_duration": reading,
            "eval_count": self.reply_tokens,
            "eval_duration": self.duration_ns - load - reading,
        }


def as_message(content: str, calls: tuple[Call, ...]) -> Mapping[str, Any]:
    message: dict[str, Any] = {"role": "assistant", "content": content}
    if calls:
        message["tool_calls"] = [
            {"function": {"index": n, "name": call.name, "arguments": call.arguments}}
            for n, call in enumerate(calls)
        ]
    return {"message": message}


def as_completion(content: str, _: tuple[Call, ...]) -> Mapping[str, Any]:
    return {"response": content}


def whole(model: str, reply: Reply, sums: Sums, say: Saying) -> Pieces:
    said = say(reply.content, reply.tool_calls)
    return Pieces([orjson.dumps(_last(model, said, sums))], "application/json")


def streamed(model: str, reply: Reply, sums: Sums, say: Saying) -> Pieces:
    """NDJSON."""
    said = [say(piece, ()) for piece in fragments(reply.content)]
    if reply.tool_calls:
        said.append(say("", reply.tool_calls))
    parts = [{**_head(model), **one, "done": False} for one in said]
    parts.append(_last(model, say("", ()), sums))
    return Pieces([orjson.dumps(one) + b"\n" for one in parts], "application/x-ndjson")


def loaded(model: str, say: Saying) -> Pieces:
    """Where nothing was asked: the model is in memory now."""
    body = {**_head(model), **say("", ()), "done_reason": "load", "done": True}
    return Pieces([orjson.dumps(body)], "application/json")


def _head(model: str) -> dict[str, Any]:
    return {"model": model, "created_at": datetime.now(UTC).isoformat().replace("+00:00", "Z")}


def _last(model: str, said: Mapping[str, Any], sums: Sums) -> dict[str, Any]:
    return {**_head(model), **said, "done_reason": "stop", "done": True, **sums.fields()}
