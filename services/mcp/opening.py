"""Opens what the server stands on, and closes it: the log, the views, the accounts."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from events.eventlog import PostgresEventLog
from services.accounts import Accounts
from services.mcp.office import Office
from services.projector.reading import ViewReader
from services.settings import Settings


@dataclass(frozen=True)
class Opened:
    """An office at work."""

    office: Office
    accounts: Accounts


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[Opened]:
    """Raises `LogUnavailable`."""
    log = await PostgresEventLog.connect(settings.database(), settings.hub)
    reader = ViewReader(settings.database(), settings.hub, log)
    try:
        accounts = await Accounts.opened(log, settings)
        following = asyncio.create_task(accounts.run())
        try:
            office = Office(log, reader, settings.data, settings.wished_bounty_milli)
            yield Opened(office, accounts)
        finally:
            following.cancel()
            await asyncio.wait({following})
    finally:
        await reader.close()
        await log.close()
