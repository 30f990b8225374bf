"""Runs the wallet: one ledger that decides, and its routes."""

import asyncio

from services.bus import joined
from services.projector.reading import ViewReader
from services.settings import Settings
from services.waiting import patiently, until
from services.wallet.app import create_app
from services.wallet.parts import Parts
from services.web.server import serve
from services.work import opened_log


async def run(settings: Settings, stop: asyncio.Event) -> None:
    """Serve until `stop` is set."""
    log = await opened_log(settings, stop)
    if log is None:
        return
    reader = ViewReader(settings.database(), settings.hub, log)
    try:
        parts = await until(stop, patiently(lambda: Parts.opened(log, reader, settings)))
        if parts is not None:
            await _serve(settings, stop, parts)
    finally:
        await reader.close()
        await log.close()


async def _serve(settings: Settings, stop: asyncio.Event, parts: Parts) -> None:
    running = [asyncio.create_task(one) for one in parts.tasks()]
    try:
        async with joined(settings, "wallet"):
            await serve(
                create_app(parts),
                settings.bind_addr,
                settings.wallet_port,
                stop,
                "SOMS_WALLET_PORT",
            )
    finally:
        for one in running:
            one.cancel()
        await asyncio.wait(running)
