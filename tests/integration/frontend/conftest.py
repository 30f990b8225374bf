"""A frontend at work before a service that says what it was asked."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, RedirectResponse
from starlette.types import ASGIApp

from infra.embedded.ports import free_port
from services.frontend.app import create_app
from services.settings import read_settings
from services.web.server import serve
from tests.integration.serving import answering


def echo() -> FastAPI:
    """A service with the manners of ours, and a redirect of each kind."""
    app = FastAPI()
    app.state.health = JSONResponse({"status": "ok", "ready": True, "lag": {"zones": 2}})

    @app.get("/health")
    async def health() -> JSONResponse:
        said: JSONResponse = app.state.health
        return said

    @app.get("/zones/")
    async def zones() -> list[str]:
        return []

    @app.get("/seen")
    async def seen(request: Request) -> dict[str, str | None]:
        assert request.client is not None
        host = request.headers.get("x-forwarded-host")
        return {"client": request.client.host, "host": host, "scheme": request.url.scheme}

    @app.get("/moved")
    async def moved(to: str) -> RedirectResponse:
        return RedirectResponse(to)

    @app.post("/session")
    async def session() -> JSONResponse:
        answer = JSONResponse({})
        answer.set_cookie("soms_session", "somebody's")
        return answer

    @app.get("/cookies")
    async def cookies(request: Request) -> dict[str, str]:
        return request.cookies

    @app.get("/devices/{path:path}")
    @app.get("/api/voice/{path:path}")
    async def said(path: str, request: Request) -> dict[str, str]:
        return {"path": path, "raw": request.scope["raw_path"].decode()}

    return app


@asynccontextmanager
async def served(app: ASGIApp, port: int) -> AsyncIterator[httpx.AsyncClient]:
    stop = asyncio.Event()
    serving = asyncio.create_task(serve(app, "127.0.0.1", port, stop, "SOMS_FRONTEND_PORT"))
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=20) as client:
        await answering(client)
        yield client
    stop.set()
    await serving


@pytest.fixture
def backend_port() -> int:
    return free_port()


@pytest.fixture
def service() -> FastAPI:
    """What stands behind the frontend."""
    return echo()


@pytest.fixture
async def behind(service: FastAPI, backend_port: int) -> AsyncIterator[httpx.AsyncClient]:
    async with served(service, backend_port) as client:
        yield client


@pytest.fixture
async def frontend(backend_port: int) -> AsyncIterator[httpx.AsyncClient]:
    """A frontend whose services all stand at one port, or do not."""
    url = f"http://127.0.0.1:{backend_port}"
    settings = read_settings(dashboard_api_url=url, voice_service_url=url, wallet_service_url=url)
    async with served(create_app(settings), free_port()) as client:
        yield client
