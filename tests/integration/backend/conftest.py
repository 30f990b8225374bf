"""A backend at work on a hub of its own, asked over HTTP."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest

from handlers.registry import REACTORS
from services.backend import service
from services.reactor.decisions import Decisions
from tests.integration.backend.accounts import Guarded, guarded_backend
from tests.integration.projector.test_projector import Hub, office
from tests.integration.serving import serving

__all__ = ["office"]


@pytest.fixture
async def backend(office: Hub) -> AsyncIterator[httpx.AsyncClient]:
    """A client of a running backend, whose views are built; what is in its log, the test puts."""
    await office.projected()
    async with running_backend(office) as client:
        yield client


@asynccontextmanager
async def running_backend(office: Hub, **more: Any) -> AsyncIterator[httpx.AsyncClient]:
    """A client of a backend that runs with these settings."""
    given = {"hub": office.log.hub, "database_url": office.dsn, "auth": "open", **more}
    async with serving(service.run, "backend_port", **given) as client:
        yield client


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
