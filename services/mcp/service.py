"""Runs the MCP server over streamable HTTP: `soms run mcp`."""

import asyncio
from contextlib import AsyncExitStack

from services.mcp.app import create_app
from services.mcp.opening import Opened, opened
from services.settings import Settings
from services.waiting import patiently, until
from services.web.server import serve


async def run(settings: Settings, stop: asyncio.Event) -> None:
    """Serve until `stop` is set."""
    async with AsyncExitStack() as closing:

        async def attempt() -> Opened:
            return await closing.enter_async_context(opened(settings))

        parts = await until(stop, patiently(attempt))
        if parts is not None:
            app = create_app(parts.office, parts.accounts, settings.mcp_hosts)
            await serve(app, settings.bind_addr, settings.mcp_port, stop, "SOMS_MCP_PORT")
