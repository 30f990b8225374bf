"""A backend at work on a hub of its own, asked over HTTP."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest

from handlers.registry import REACTORS
from infra.embedded.ports import free_port
from services.backend import service
from services.reactor.decisions import Decisions
from services.settings import read_settings
from tests.integration.backend.accounts import Guarded, guarded_backend
from tests.integration.projector.test_projector import Hub, office

__all__ = ["office"]

PATIENCE_S = 20


@pytest.fixture
async def backend(office: Hub) -> AsyncIterator[httpx.AsyncClient]:
    """A client of a running backend, whose views are built; what is in its log, the test puts."""
    await office.projected()
    async with running_backend(office) as client:
        yield client


@asynccontextmanager
async def running_backend(office: Hub, **more: Any) -> AsyncIterator[httpx.AsyncClient]:
    """A client of a backend that runs with these settings."""
    port, stop = free_port(), asyncio.Event()
    given = {"hub": office.log.hub, "database_url": office.dsn, "auth": "open", **more}
    settings = read_settings(backend_port=port, mqtt_port=free_port(), **given)
    running = asyncio.create_task(service.run(settings, stop))
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=PATIENCE_S) as client:
        await answering(client)
        yield client
        stop.set()
        await running


@pytest.fixture
async def deciding(office: Hub) -> AsyncIterator[None]:
    """Reactors at work on what is in the log."""
    decisions = Decisions(office.log, REACTORS)
    await decisions.load()
    working = asyncio.create_task(decisions.follow())
    yield
    working.cancel()
    await asyncio.wait({working})


@pytest.fixture
async def guarded(office: Hub) -> AsyncIterator[Guarded]:
    async with guarded_backend(office) as backend:
        yield backend


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
