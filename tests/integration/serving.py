"""Services that answer over HTTP, at work on a port of their own."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any

import httpx

from infra.embedded.ports import free_port
from services.settings import Settings, read_settings

PATIENCE_S = 20

TLS = ssl.create_default_context()
"""Of all clients: each would read every certificate of this machine for one of its own."""

Run = Callable[[Settings, asyncio.Event], Coroutine[Any, Any, None]]


@asynccontextmanager
async def serving(run: Run, port_setting: str, **given: Any) -> AsyncIterator[httpx.AsyncClient]:
    """A client of a service that runs with these settings."""
    port, stop = free_port(), asyncio.Event()
    settings = read_settings(**{port_setting: port, "mqtt_port": free_port(), **given})
    running = asyncio.create_task(run(settings, stop))
    address = f"http://127.0.0.1:{port}"
    async with httpx.AsyncClient(base_url=address, timeout=PATIENCE_S, verify=TLS) as client:
        await answering(client)
        yield client
        stop.set()
        await running


async def answering(client: httpx.AsyncClient) -> None:
    """Wait until somebody listens."""
    async with asyncio.timeout(PATIENCE_S):
        while True:
            try:
                await client.get("/")
            except httpx.TransportError:
                await asyncio.sleep(0.02)
            else:
                return
