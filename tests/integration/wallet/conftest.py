"""A wallet at work on a hub of its own, asked over HTTP."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest

from infra.embedded.ports import free_port
from services.settings import read_settings
from services.wallet import service
from tests.integration.backend.conftest import PATIENCE_S, answering, deciding
from tests.integration.projector.test_projector import Hub, office

__all__ = ["deciding", "office"]


@pytest.fixture
async def wallet(office: Hub) -> AsyncIterator[httpx.AsyncClient]:
    """A client of a running wallet whose books are empty."""
    await office.projected()
    async with running_wallet(office) as client:
        yield client


@asynccontextmanager
async def running_wallet(office: Hub, **more: Any) -> AsyncIterator[httpx.AsyncClient]:
    """A client of a wallet that runs with these settings."""
    port, stop = free_port(), asyncio.Event()
    given = {"hub": office.log.hub, "database_url": office.dsn, "auth": "open", **more}
    settings = read_settings(wallet_port=port, mqtt_port=free_port(), **given)
    running = asyncio.create_task(service.run(settings, stop))
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=PATIENCE_S) as client:
        await answering(client)
        yield client
        stop.set()
        await running
