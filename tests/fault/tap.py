"""A tap on the wire between a client and its broker: it counts what passes, and can be shut."""

import asyncio
from collections import Counter
from contextlib import suppress

HOST = "127.0.0.1"
PUBLISH, PUBACK = 3, 4
"""Kinds of MQTT packets: the upper half of their first byte."""

CHUNK = 65_536


class Tap:
    """Listens on a port of its own and passes everything on to the broker's."""

    def __init__(self, broker_port: int) -> None:
        self._broker_port = broker_port
        self._server: asyncio.Server | None = None
        self._passing: set[asyncio.Task[None]] = set()
        self.port = 0
        self.sent: Counter[int] = Counter()
        """Packets that clients sent, by kind."""

    async def open(self) -> None:
        """Let clients through; on the same port as before."""
        self._server = await asyncio.start_server(self._connect, HOST, self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def shut(self) -> None:
        """Cut every connection, and refuse new ones."""
        if self._server is not None:
            self._server.close()
        for task in self._passing:
            task.cancel()
        await asyncio.gather(*self._passing, return_exceptions=True)

    async def _connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._passing.add(task)
        with suppress(OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            await self._pass_on(reader, writer)
        writer.close()
        self._passing.discard(task)

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        behind, ahead = await asyncio.open_connection(HOST, self._broker_port)
        try:
            tasks = [
                asyncio.create_task(self._packets(reader, ahead)),
                asyncio.create_task(_bytes(behind, writer)),
            ]
            try:
                await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            finally:
                for task in tasks:
                    task.cancel()
                await asyncio.gather(*tasks, return_exceptions=True)
        finally:
            ahead.close()

    async def _packets(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Pass on packet by packet, so that each can be counted."""
        while True:
            header = await reader.readexactly(2)
            length, shift = header[1] & 0x7F, 7
            while header[-1] & 0x80:
                header += await reader.readexactly(1)
                length |= (header[-1] & 0x7F) << shift
                shift += 7
            writer.write(header + await reader.readexactly(length))
            await writer.drain()
            self.sent[header[0] >> 4] += 1


async def _bytes(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while chunk := await reader.read(CHUNK):
        writer.write(chunk)
        await writer.drain()
