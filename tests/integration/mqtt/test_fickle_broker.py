"""A broker that welcomes everybody and hangs up at once is not besieged."""

import asyncio
from asyncio import StreamReader, StreamWriter

from events.mqtt import Broker, MqttBus
from infra.embedded.ports import free_port

WELCOME = b"\x20\x03\x00\x00\x00"
LOOK_S = 1.5


async def test_a_broker_that_hangs_up_after_its_welcome_is_asked_more_and_more_rarely() -> None:
    port, asked = free_port(), 0

    async def hang_up(reader: StreamReader, writer: StreamWriter) -> None:
        nonlocal asked
        asked += 1
        await reader.read(64)
        writer.write(WELCOME)
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(hang_up, "127.0.0.1", port):
        bus = await MqttBus.connect(Broker(port=port), client_id="x", wait=False)
        await asyncio.sleep(LOOK_S)
        await bus.close()
    assert 2 < asked < 10
