"""The frontend's application: its own health, proxied services, then the page and its parts."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI, Request
from starlette.responses import FileResponse, Response

from services.frontend import health
from services.frontend.proxy import Route, forward, new_client
from services.settings import Settings
from services.web.app import new_app
from services.web.problems import Problem

PAGE = Path(__file__).resolve().parent / "page"
METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
CONTENT_POLICY = "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'"


def routes(settings: Settings) -> tuple[Route, ...]:
    """Who stands behind which path; the most specific prefix comes first."""
    return (
        Route("/api/wallet/", settings.wallet_service_url),
        Route("/api/voice/", settings.voice_service_url, "/api/voice/"),
        Route("/api/", settings.dashboard_api_url),
        Route("/audio/", settings.voice_service_url, "/audio/"),
    )


def create_app(settings: Settings) -> FastAPI:
    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with new_client() as client:
            app.state.client = client
            yield

    app = new_app("SOMS frontend", "The page, and every service behind it.", lifespan)
    app.state.backend = settings.dashboard_api_url.rstrip("/")
    app.include_router(health.router)
    for route in routes(settings):
        _add(app, route)

    @app.head("/{path:path}", include_in_schema=False)
    @app.get("/{path:path}", include_in_schema=False)
    async def page(path: str) -> Response:
        return _file(path)

    return app


def _add(app: FastAPI, route: Route) -> None:
    @app.api_route(route.prefix + "{path:path}", methods=METHODS, include_in_schema=False)
    async def proxied(request: Request) -> Response:
        return await forward(request.app.state.client, route, request)


def _file(path: str) -> Response:
    """A file of the page; any other path is the page's own business."""
    try:
        wanted = (PAGE / path).resolve()
        inside = wanted.is_relative_to(PAGE) and wanted.is_file()
    except (OSError, ValueError):
        raise Problem(404, "no such file") from None
    headers = {"Content-Security-Policy": CONTENT_POLICY, "X-Content-Type-Options": "nosniff"}
    return FileResponse(wanted if inside else PAGE / "index.html", headers=headers)
