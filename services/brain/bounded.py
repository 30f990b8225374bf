"""The way to a model server: straight there, and no more of an answer than anybody could use.

No proxy of the environment is asked, for a client with a transport of its own asks none, and no
redirection is followed: what the office says to its model goes to the address that was configured.
"""

from collections.abc import AsyncIterator

import httpx

from services.brain.errors import MalformedReply

PLAIN = "identity"
"""The one coding that is asked for: of any other, a limit on what comes in bounds nothing."""

ANSWER_LIMIT = 2 * 1024 * 1024
"""Bytes of an answer's body: calls and content at their limits, and what servers add."""


class BoundedTransport(httpx.AsyncHTTPTransport):
    """HTTP whose answers are plain and end at a limit. Any other raises `MalformedReply`."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        answer = await super().handle_async_request(request)
        coding = answer.headers.get("content-encoding", PLAIN)
        if coding.lower() != PLAIN:
            await answer.aclose()
            raise MalformedReply(f"the answer is packed as {coding[:40]}, which was not asked for")
        assert isinstance(answer.stream, httpx.AsyncByteStream)
        answer.stream = _Bounded(answer.stream)
        return answer


class _Bounded(httpx.AsyncByteStream):
    def __init__(self, stream: httpx.AsyncByteStream) -> None:
        self._stream = stream

    async def __aiter__(self) -> AsyncIterator[bytes]:
        taken = 0
        async for part in self._stream:
            taken += len(part)
            if taken > ANSWER_LIMIT:
                raise MalformedReply(f"the answer is larger than {ANSWER_LIMIT} bytes")
            yield part

    async def aclose(self) -> None:
        await self._stream.aclose()
