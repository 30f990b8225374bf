"""An HTTP/1.1 client with one connection that it keeps, cheaper than the servers it measures."""

import asyncio
from dataclasses import dataclass
from typing import Any, Self

import orjson

from events.errors import SomsError

_END = b"\r\n\r\n"
_LENGTH = b"content-length:"


class NotAnswered(SomsError):
    """An answer that a bench cannot count."""

    def __init__(self, path: str, status: int, body: bytes) -> None:
        super().__init__(f"{path}: {status}, {body[:200]!r}")
        self.status = status


@dataclass(slots=True)
class KeepAlive:
    """One request after the other."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    @classmethod
    async def connect(cls, port: int) -> Self:
        return cls(*await asyncio.open_connection("127.0.0.1", port))

    async def get(self, path: str) -> bytes:
        return await self._ask(path, f"GET {path} HTTP/1.1\r\nHost: bench\r\n\r\n".encode())

    async def post(self, path: str, body: Any) -> bytes:  # Any: whatever JSON can say
        data = orjson.dumps(body)
        head = (
            f"POST {path} HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(data)}\r\n\r\n"
        )
        return await self._ask(path, head.encode() + data)

    async def close(self) -> None:
        self.writer.close()
        await self.writer.wait_closed()

    async def _ask(self, path: str, request: bytes) -> bytes:
        """The body of the answer. Raises `NotAnswered` if it is not a 200."""
        self.writer.write(request)
        head = await self.reader.readuntil(_END)
        body = await self.reader.readexactly(_length(head))
        status = int(head.split(b" ", 2)[1])
        if status != 200:
            raise NotAnswered(path, status, body)
        return body


def _length(head: bytes) -> int:
    lowered = head.lower()
    begin = lowered.index(_LENGTH) + len(_LENGTH)
    return int(lowered[begin : lowered.index(b"\r\n", begin)])
