"""A stand-in for a model server: real HTTP on loopback, which does what a test tells it to do."""

import asyncio
import json
import re
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Answer:
    """One thing that it does when it is asked."""

    body: bytes = b""
    status: int = 200
    after_s: float = 0.0
    held: asyncio.Event | None = None
    """Not given before this happens."""
    resets: bool = False
    headers: str = ""


RESET = Answer(resets=True)


def ollama_says(content: str = "", *calls: dict[str, Any], **more: Any) -> Answer:
    message: dict[str, Any] = {"role": "assistant", "content": content}
    if calls:
        message["tool_calls"] = [{"function": call} for call in calls]
    body = {"model": "m:told", "message": message, "done": True, "done_reason": "stop", **more}
    return Answer(json.dumps(body).encode())


def openai_says(content: str | None = None, *calls: dict[str, Any]) -> Answer:
    form = [{"id": f"c{n}", "type": "function", "function": call} for n, call in enumerate(calls)]
    choice = {"message": {"role": "assistant", "content": content, "tool_calls": form}}
    body = {"model": "m:told", "choices": [{**choice, "finish_reason": "stop"}]}
    return Answer(
        json.dumps({**body, "usage": {"prompt_tokens": 7, "completion_tokens": 3}}).encode()
    )


@dataclass
class StandIn:
    """Answers questions in the order in which it was told to; then, the last one again."""

    port: int = 0
    script: deque[Answer] = field(default_factory=deque)
    models: list[object] = field(default_factory=list)
    listing: Answer | None = None
    """What it says of its models, where that is not a list of them."""
    questions: list[tuple[str, Any]] = field(default_factory=list)
    """Paths and bodies."""
    shown: list[str | None] = field(default_factory=list)
    """What came with each question, or look, as `Authorization`."""
    at_once: int = 0
    most_at_once: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def will(self, *answers: Answer) -> None:
        self.script = deque(answers)

    async def answer(self, question: Any) -> Answer:
        """What is next in the script."""
        return self.script.popleft() if len(self.script) > 1 else self.script[0]

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await self._serve(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        method, path, _ = head.split(" ", 2)
        fields = dict(re.findall(r"^([a-z-]+): *(.*)\r$", head, re.MULTILINE | re.IGNORECASE))
        headers = {name.lower(): value for name, value in fields.items()}
        self.shown.append(headers.get("authorization"))
        body = await reader.readexactly(int(headers.get("content-length", 0)))
        if method == "GET":
            listed = Answer(json.dumps({"models": self.models}).encode())
            await _write(writer, self.listing or listed)
            return
        self.questions.append((path, json.loads(body)))
        answer = await self.answer(json.loads(body))
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        await asyncio.sleep(answer.after_s)
        if answer.held is not None:
            await answer.held.wait()
        self.at_once -= 1
        if answer.resets:
            writer.transport.abort()
            return
        await _write(writer, answer)


async def _write(writer: asyncio.StreamWriter, answer: Answer) -> None:
    head = (
        f"HTTP/1.1 {answer.status} X\r\nContent-Type: application/json\r\nConnection: close\r\n"
        f"Content-Length: {len(answer.body)}\r\n{answer.headers}\r\n"
    )
    writer.write(head.encode() + answer.body)
    await writer.drain()


@asynccontextmanager
async def standing_in(stand_in: StandIn | None = None) -> AsyncIterator[StandIn]:
    """A stand-in that answers for as long as the block runs."""
    stand_in = StandIn() if stand_in is None else stand_in
    server = await asyncio.start_server(stand_in.serve, "127.0.0.1", 0)
    stand_in.port = server.sockets[0].getsockname()[1]
    try:
        yield stand_in
    finally:
        server.close()


async def until_true(check: Callable[[], bool], patience_s: float = 10.0) -> None:
    async with asyncio.timeout(patience_s):
        while not check():
            await asyncio.sleep(0.01)
