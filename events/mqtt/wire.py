"""gmqtt's wire protocol, with writes gathered and reads that can be held back.

Everything written in one turn of the event loop leaves in one system call: a batch of a thousand
acknowledgements costs one. Reading stops while `room` is not set, so the broker is held back by
TCP instead of filling our memory.
"""

import asyncio

from gmqtt.mqtt.protocol import MQTTProtocol
from gmqtt.mqtt.utils import ConnectionState, IdGenerator


class Wire(MQTTProtocol):  # type: ignore[misc]  # gmqtt carries no types
    """One connection's bytes."""

    def __init__(self, version: int, room: asyncio.Event) -> None:
        super().__init__(
            connection_state=ConnectionState(protocol_version=version),
            id_generator=IdGenerator(),
        )
        self._room = room
        self._gathered: list[bytes] = []

    @property
    def transport(self) -> asyncio.Transport:
        transport: asyncio.Transport = self._transport
        return transport

    def abort(self) -> None:
        """Give the connection up, if there still is one."""
        if self._transport is not None:
            self._transport.abort()

    async def read(self, n: int = -1) -> bytes:
        await self._room.wait()
        data: bytes = await super().read(n)
        return data

    def write_data(self, data: bytes) -> None:
        if not self._gathered:
            asyncio.get_running_loop().call_soon(self.flush)
        self._gathered.append(data)

    def flush(self) -> None:
        gathered, self._gathered = self._gathered, []
        if gathered and self._transport is not None and not self._transport.is_closing():
            super().write_data(b"".join(gathered))
