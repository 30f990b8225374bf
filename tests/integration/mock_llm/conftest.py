"""A mock model at work, and the clients that others use of it."""

import asyncio
from collections.abc import AsyncIterator

import httpx
import ollama
import pytest

from infra.embedded.ports import free_port
from services.mock_llm import service
from services.settings import read_settings
from tests.integration.backend.conftest import PATIENCE_S, answering


@pytest.fixture
async def http() -> AsyncIterator[httpx.AsyncClient]:
    port, stop = free_port(), asyncio.Event()
    settings = read_settings(mock_llm_port=port, llm_model="qwen2.5:14b")
    running = asyncio.create_task(service.run(settings, stop))
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=PATIENCE_S) as client:
        await answering(client)
        yield client
    stop.set()
    await running


@pytest.fixture
async def model(http: httpx.AsyncClient) -> AsyncIterator[ollama.AsyncClient]:
    """Ollama's own client, as it comes."""
    async with ollama.AsyncClient(host=str(http.base_url), timeout=PATIENCE_S) as client:
        yield client
