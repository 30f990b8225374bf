"""A wallet at work on a hub of its own, asked over HTTP."""

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest

from services.settings import read_settings
from services.wallet import service
from tests.conftest import free_port
from tests.integration.backend.conftest import PATIENCE_S, answering
from tests.integration.projector.test_projector import Hub, office

__all__ = ["office"]


@pytest.fixture
async def wallet(office: Hub, hub: str) -> AsyncIterator[httpx.AsyncClient]:
    """A client of a running wallet whose books are empty."""
    await office.projected()
    port, stop = free_port(), asyncio.Event()
    settings = read_settings(
        hub=hub, database_url=office.dsn, wallet_port=port, mqtt_port=free_port(), auth="open"
    )
    running = asyncio.create_task(service.run(settings, stop))
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=PATIENCE_S) as client:
        await answering(client)
        yield client
        stop.set()
        await running
