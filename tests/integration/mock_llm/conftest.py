"""A mock model at work, and the clients that others use of it."""

from collections.abc import AsyncIterator

import httpx
import ollama
import pytest

from services.mock_llm import service
from tests.integration.serving import PATIENCE_S, serving


@pytest.fixture
async def http() -> AsyncIterator[httpx.AsyncClient]:
    async with serving(service.run, "mock_llm_port", llm_model="qwen2.5:14b") as client:
        yield client


@pytest.fixture
async def model(http: httpx.AsyncClient) -> AsyncIterator[ollama.AsyncClient]:
    """Ollama's own client, as it comes."""
    async with ollama.AsyncClient(host=str(http.base_url), timeout=PATIENCE_S) as client:
        yield client
