"""Runs the MCP server over standard input and output, for a client that starts it: `soms mcp`."""

from mcp.server.stdio import stdio_server

from services.mcp.callers import of_token
from services.mcp.opening import opened
from services.mcp.server import AgentServer
from services.settings import Settings


async def run(settings: Settings) -> None:
    """Serve until the client closes its end. Raises `LogUnavailable`."""
    async with opened(settings) as parts:
        who = of_token(parts.accounts, settings.api_token)
        server = AgentServer(parts.office, who).server()
        async with stdio_server() as (reading, writing):
            await server.run(reading, writing, server.create_initialization_options())
