"""Runs the wallet: one ledger that decides, and its routes."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from events.eventlog import PostgresEventLog
from handlers.credits.ledger import Ledger
from services.bus import joined
from services.deciding import DeciderSnapshots, Deciding, keep_deciding
from services.projector.reading import ViewReader
from services.settings import Settings
from services.snapshots import Snapshots
from services.waiting import patiently, until
from services.wallet.app import create_app
from services.wallet.books import Books
from services.web.server import serve


async def run(settings: Settings, stop: asyncio.Event) -> None:
    """Serve until `stop` is set."""
    dsn, hub = settings.database(), settings.hub
    log = await until(stop, patiently(lambda: PostgresEventLog.connect(dsn, hub)))
    if log is None:
        return
    async with _opened(log, ViewReader(dsn, hub, log)) as books:
        await until(stop, patiently(books.ledger.load))
        deciding = asyncio.create_task(keep_deciding(books.ledger))
        try:
            async with joined(settings, "wallet"):
                app = create_app(books)
                await serve(app, settings.bind_addr, settings.wallet_port, stop)
        finally:
            deciding.cancel()
            await asyncio.wait([deciding])


@asynccontextmanager
async def _opened(log: PostgresEventLog, reader: ViewReader) -> AsyncIterator[Books]:
    ledger = Deciding(log, Ledger(), DeciderSnapshots(Snapshots(log)))
    try:
        yield Books(log, ledger, reader)
    finally:
        await reader.close()
        await log.close()
