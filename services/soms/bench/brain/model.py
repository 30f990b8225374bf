"""A model server that takes no time: it notes when it is asked, and says what it was told to say.

It speaks as much of Ollama's protocol as the brain asks for, over connections that are kept.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from typing import Any

import orjson

Call = Mapping[str, Any]
"""A tool's `name`, and `arguments`."""


class Model:
    """What it was asked when, and what it will propose."""

    def __init__(self) -> None:
        self.port = 0
        self.asked_at = 0.0
        """When the last question arrived, on the clock of `perf_counter`."""
        self.questions = 0
        self._asked = asyncio.Event()
        self._calls: tuple[Call, ...] = ()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def will_propose(self, *calls: Call) -> None:
        """In its next answer; in all others, nothing."""
        self._calls = calls

    def expect(self) -> None:
        """From now on, `asked` is about the next question."""
        self._asked.clear()

    async def asked(self, patience_s: float) -> float | None:
        """When the question came; None if none does."""
        with suppress(TimeoutError):
            async with asyncio.timeout(patience_s):
                await self._asked.wait()
                return self.asked_at
        return None

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection."""
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                now = time.perf_counter()
                await reader.readexactly(_length(head))
                said = self._answer(now) if head.startswith(b"POST") else {"models": []}
                _write(writer, orjson.dumps(said))
                await writer.drain()
        writer.close()

    def _answer(self, now: float) -> Mapping[str, Any]:
        self.asked_at = now
        self.questions += 1
        self._asked.set()
        calls, self._calls = self._calls, ()
        told = [{"function": dict(call)} for call in calls]
        message = {"role": "assistant", "content": "", "tool_calls": told}
        return {"model": "bench", "message": message, "done": True, "done_reason": "stop"}


def _length(head: bytes) -> int:
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return int(line.partition(b":")[2])
    return 0


def _write(writer: asyncio.StreamWriter, body: bytes) -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
    writer.write(head % len(body) + body)


@asynccontextmanager
async def model() -> AsyncIterator[Model]:
    """A server on loopback for as long as the block runs."""
    one = Model()
    server = await asyncio.start_server(one.serve, "127.0.0.1", 0)
    one.port = server.sockets[0].getsockname()[1]
    try:
        yield one
    finally:
        server.close()
