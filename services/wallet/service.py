"""Runs the wallet: one ledger that decides, and its routes."""

import asyncio

from events.eventlog import PostgresEventLog
from handlers.credits.ledger import Ledger
from services.accounts import Accounts
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
    reader = ViewReader(dsn, hub, log)
    try:
        parts = await until(stop, patiently(lambda: _opened(log, reader, settings)))
        if parts is not None:
            await _serve(settings, stop, *parts)
    finally:
        await reader.close()
        await log.close()


async def _opened(
    log: PostgresEventLog, reader: ViewReader, settings: Settings
) -> tuple[Books, Accounts]:
    """Books and accounts at the end of the log. Raises `LogUnavailable`."""
    ledger = Deciding(log, Ledger(), DeciderSnapshots(Snapshots(log)))
    await ledger.load()
    accounts = await Accounts.opened(log, settings)
    return Books(log, ledger, reader, accounts.roster), accounts


async def _serve(settings: Settings, stop: asyncio.Event, books: Books, accounts: Accounts) -> None:
    work = (keep_deciding(books.ledger), accounts.run())
    running = [asyncio.create_task(one) for one in work]
    try:
        async with joined(settings, "wallet"):
            app = create_app(books, accounts)
            await serve(app, settings.bind_addr, settings.wallet_port, stop)
    finally:
        for one in running:
            one.cancel()
        await asyncio.wait(running)
