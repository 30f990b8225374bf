"""The way to a model server: straight there, and no more of an answer than anybody could use.

No proxy of the environment is asked, for a client with a transport of its own asks none, and no
redirection is followed: what the office says to its model goes to the address that was configured.
What comes back tells no key.
"""

from collections.abc import AsyncIterator

import httpx

from services.brain.errors import MalformedReply
from services.brain.masking import Mask

PLAIN = "identity"
"""The one coding that is asked for: of any other, a limit on what comes in bounds nothing."""

ANSWER_LIMIT = 2 * 1024 * 1024
"""Bytes of an answer's body: calls and content at their limits, and what servers add."""


class BoundedTransport(httpx.AsyncHTTPTransport):
    """HTTP whose answers are plain and end at a limit. Any other raises `MalformedReply`."""

    def __init__(self, mask: Mask) -> None:
        super().__init__()
        self._mask = mask

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        answer = await super().handle_async_request(request)
        fields = answer.headers.raw
        answer.headers = httpx.Headers([(name, self._mask.raw(value)) for name, value in fields])
        coding = answer.headers.get("content-encoding", PLAIN)
        if coding.lower() != PLAIN:
            await answer.aclose()
            raise MalformedReply(f"the answer is packed as {coding[:40]}, which was not asked for")
        assert isinstance(answer.stream, httpx.AsyncByteStream)
        answer.stream = _Bounded(answer.stream, self._mask)
        return answer


class _Bounded(httpx.AsyncByteStream):
    """As a whole, for a key may stand across two parts."""

    def __init__(self, stream: httpx.AsyncByteStream, mask: Mask) -> None:
        self._stream = stream
        self._mask = mask

    async def __aiter__(self) -> AsyncIterator[bytes]:
        whole = bytearray()
        async for part in self._stream:
            whole += part
            if len(whole) > ANSWER_LIMIT:
                raise MalformedReply(f"the answer is larger than {ANSWER_LIMIT} bytes")
        yield self._mask.raw(bytes(whole))

    async def aclose(self) -> None:
        await self._stream.aclose()
