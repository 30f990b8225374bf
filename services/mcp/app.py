"""The MCP server over HTTP: behind the door of every service of ours, and the SDK's own checks.

The SDK refuses hosts and origins that are not ours (DNS rebinding) and bodies that are too large;
the door asks for a token. Each request stands for itself, so nothing is kept of a client, and no
stream is opened for what a server may say unasked: this one says nothing.
"""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response
from mcp.server.streamable_http_manager import StreamableHTTPASGIApp, StreamableHTTPSessionManager
from mcp.server.transport_security import TransportSecuritySettings
from starlette.routing import Route

from events.errors import LogUnavailable
from services.accounts import Accounts, guard
from services.mcp.callers import of_request
from services.mcp.office import Office
from services.mcp.server import AgentServer
from services.web.app import new_app
from services.web.deadline import within
from services.web.health import exposition, ready, unavailable

PATH = "/mcp"
LARGEST_BODY = 256 * 1024
CHECK_S = 3.0

OURSELVES = ("127.0.0.1", "localhost", "[::1]")


def create_app(office: Office, accounts: Accounts, hosts: Sequence[str] = ()) -> FastAPI:
    """An application over parts that somebody else opens and closes."""
    manager = StreamableHTTPSessionManager(
        app=AgentServer(office, of_request).server(),
        json_response=True,
        stateless=True,
        security_settings=allowed_at(hosts),
        max_request_body_size=LARGEST_BODY,
    )

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with manager.run():
            yield

    app = new_app("SOMS MCP", "The log, its views and the gate, for other agents.", lifespan)
    guard(app, accounts)
    app.router.routes.append(Route(PATH, endpoint=StreamableHTTPASGIApp(manager), methods=["POST"]))
    _add_operations(app, office)
    return app


def allowed_at(hosts: Sequence[str]) -> TransportSecuritySettings:
    """The names by which a client may call this server, on any port, beside this machine's own."""
    named = [f"[{host}]" if ":" in host else host for host in hosts]
    names = [form for name in (*OURSELVES, *named) for form in (name, f"{name}:*")]
    return TransportSecuritySettings(
        enable_dns_rebinding_protection=True,
        allowed_hosts=names,
        allowed_origins=[f"{scheme}://{name}" for scheme in ("http", "https") for name in names],
    )


def _add_operations(app: FastAPI, office: Office) -> None:
    @app.get("/")
    async def banner(_: Request) -> dict[str, str]:
        return {"message": "SOMS MCP", "mcp": PATH}

    @app.get("/health")
    async def health(_: Request) -> JSONResponse:
        try:
            await within(CHECK_S, office.head())
        except (LogUnavailable, TimeoutError) as error:
            return unavailable(str(error))
        return ready({})

    @app.get("/metrics")
    async def metrics(_: Request) -> Response:
        return exposition()
