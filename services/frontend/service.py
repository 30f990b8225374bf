"""Runs the frontend."""

import asyncio

from services.bus import joined
from services.frontend.app import create_app
from services.settings import Settings
from services.web.server import serve


async def run(settings: Settings, stop: asyncio.Event) -> None:
    async with joined(settings, "frontend"):
        await serve(
            create_app(settings),
            settings.bind_addr,
            settings.frontend_port,
            stop,
            "SOMS_FRONTEND_PORT",
        )
