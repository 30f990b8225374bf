"""How an answer reaches its client: whole, in pieces, late, cut off, or not at all."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass

from fastapi import Request
from fastapi.responses import Response, StreamingResponse
from prometheus_client import Counter
from starlette.types import Receive, Scope, Send

from handlers.tools import TOOLS
from services.mock_llm.conversation import Reply
from services.mock_llm.misbehaviour import Misbehaviour

REQUESTS = Counter("soms_mock_llm_requests_total", "Questions to the model, by API", ["api"])
CALLS = Counter("soms_mock_llm_tool_calls_total", "Calls that the model made, by tool", ["tool"])
STRUCK = Counter("soms_mock_llm_misbehaved_total", "Requests that went wrong on purpose", ["name"])

GONE_ASKED_EVERY_S = 0.2
"""How soon it is noticed that a client has given up."""
FRAGMENT = 8
"""Characters of a piece of a streamed answer."""


class ServerFailure(Exception):
    """The model server says no, or breaks down; on purpose."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message


@dataclass(frozen=True, slots=True)
class Pieces:
    """An answer in the pieces that it is sent in."""

    pieces: Sequence[bytes]
    media_type: str


class CutShort(Response):
    """Promises a whole answer, sends half of it and drops the connection."""

    def __init__(self, answer: Pieces) -> None:
        super().__init__(b"".join(answer.pieces), media_type=answer.media_type)

    async def __call__(self, _scope: Scope, _receive: Receive, send: Send) -> None:
        head = {"type": "http.response.start", "status": 200, "headers": self.raw_headers}
        await send(head)
        half = bytes(self.body)[: len(self.body) // 2]
        await send({"type": "http.response.body", "body": half, "more_body": True})


async def hinder(struck: Misbehaviour | None, request: Request) -> None:
    """What goes wrong before anything is answered. Raises `ServerFailure`."""
    if struck is None:
        return
    STRUCK.labels(struck.name).inc()
    match struck.name:
        case "slow":
            await asyncio.sleep(struck.delay_s)
        case "http_400":
            raise ServerFailure(400, "this model does not support tools")
        case "http_500":
            raise ServerFailure(500, "llama runner process has terminated: exit status 2")
        case "never_answers":
            while not await request.is_disconnected():  # noqa: ASYNC110  (nobody tells us)
                await asyncio.sleep(GONE_ASKED_EVERY_S)


def respond(answer: Pieces, struck: Misbehaviour | None) -> Response:
    if struck is not None and struck.name == "disconnect":
        return CutShort(answer)
    if len(answer.pieces) == 1:
        return Response(answer.pieces[0], media_type=answer.media_type)
    return StreamingResponse(_sent(answer.pieces), media_type=answer.media_type)


async def _sent(pieces: Sequence[bytes]) -> AsyncIterator[bytes]:
    for piece in pieces:
        yield piece


def fragments(content: str) -> list[str]:
    return [content[n : n + FRAGMENT] for n in range(0, len(content), FRAGMENT)]


def count(api: str, reply: Reply) -> None:
    REQUESTS.labels(api).inc()
    for call in reply.tool_calls:
        CALLS.labels(call.name if call.name in TOOLS else "unknown").inc()
