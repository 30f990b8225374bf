"""A client that does not give up: services are killed under it, and it asks again."""

import asyncio
from collections.abc import Mapping
from typing import Any

import httpx

PATIENCE_S = 60.0
"""For one thing that is asked for, at most."""
ANSWER_S = 10.0
PAUSE_S = 0.05

Told = tuple[int, Any]
"""The status of an answer, and its JSON."""


class Asking:
    """Asks one service over HTTP; use as a context."""

    def __init__(self, port: int) -> None:
        self._client = httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=ANSWER_S)

    async def __aenter__(self) -> "Asking":
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._client.aclose()

    async def ask(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> Told:
        """The first answer that says something; what is sent may have been taken before."""
        async with asyncio.timeout(PATIENCE_S):
            while True:
                try:
                    answer = await self._client.request(method, path, json=body)
                except httpx.TransportError:
                    pass
                else:
                    if answer.status_code < 500:
                        return answer.status_code, answer.json()
                await asyncio.sleep(PAUSE_S)

    async def told(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> Any:
        """The JSON of an answer that is fine."""
        status, said = await self.ask(method, path, body)
        assert status in {200, 201}, f"{method} {path}: {status} {said}"
        return said
