"""`soms mcp`: the MCP server on standard input and output, for the agent that starts it."""

import asyncio
from pathlib import Path

from services import logs
from services.settings import Settings, read_settings
from services.soms.instance import read_instance
from services.soms.location import Location, hub_missing
from services.soms.options import DATA_DEFAULT, Data, Hub, Json


def mcp(hub: Hub = None, data: Data = DATA_DEFAULT, as_json: Json = False) -> None:
    """Serve one agent over standard input and output; SOMS_API_TOKEN says who it is.

    For agents that connect over HTTP, see `soms run mcp`.
    """
    del as_json  # what it says is JSON either way
    settings = _settings(hub, data)
    logs.configure(settings.log_level)
    from services.mcp.stdio import run

    with hub_missing(Location(settings.database(), settings.hub)):
        asyncio.run(run(settings))


def _settings(hub: str | None, data: Path) -> Settings:
    """What the environment says; where it names no database, those of a running `soms up`."""
    named = {} if hub is None else {"SOMS_HUB": hub}
    settings = read_settings(**named)
    if settings.database_url is not None:
        return settings
    return read_settings(**{**read_instance(data).environment, **named})
