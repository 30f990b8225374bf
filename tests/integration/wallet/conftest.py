"""A wallet at work on a hub of its own, asked over HTTP."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest

from services.wallet import service
from tests.integration.backend.conftest import deciding
from tests.integration.projector.test_projector import Hub, office
from tests.integration.serving import serving

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
    given = {"hub": office.log.hub, "database_url": office.dsn, "auth": "open", **more}
    async with serving(service.run, "wallet_port", **given) as client:
        yield client
