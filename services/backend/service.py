"""Runs the backend: the log and the views over HTTP."""

import asyncio

import httpx

from events.envelope import Recorded
from events.eventlog import EventLog, PostgresEventLog
from events.eventlog.postgres.wakeups import Listener
from services.backend.app import create_app
from services.backend.broadcast import Broadcast
from services.backend.desk import Desk
from services.backend.feed import Feed
from services.backend.people import PeopleParts
from services.bus import joined
from services.deciding import keep_deciding
from services.projector.reading import ViewReader
from services.projector.store import channel_of
from services.settings import Settings
from services.waiting import patiently, until
from services.web.server import serve
from services.web.service_token import service_headers
from services.work import opened_log

WALLET_ANSWERS_S = 10.0
"""The wallet, or it counts as gone."""


async def run(settings: Settings, stop: asyncio.Event) -> None:
    """Serve until `stop` is set."""
    log = await opened_log(settings, stop)
    if log is None:
        return
    opened = await until(stop, patiently(lambda: _opened(log, settings)))
    if opened is None:
        await log.close()
        return
    parts, desk = opened
    dsn, hub = settings.database(), settings.hub
    reader, listener = ViewReader(dsn, hub, log), Listener(dsn, channel_of(hub))
    feed, appended = Feed(reader, listener), Broadcast[Recorded]()
    wallet = httpx.AsyncClient(
        base_url=settings.wallet_service_url,
        headers=service_headers(settings),
        timeout=WALLET_ANSWERS_S,
    )
    app = create_app(log, reader, feed, appended, parts, desk, wallet)
    closing = asyncio.Event()
    tasks = [feed.run(), _follow(log, appended), _close(stop, feed, appended, closing)]
    running = [
        asyncio.create_task(task) for task in (*tasks, *parts.tasks(), keep_deciding(desk.taps))
    ]
    try:
        async with joined(settings, "backend"):
            await serve(
                app, settings.bind_addr, settings.backend_port, closing, "SOMS_BACKEND_PORT"
            )
    finally:
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        await wallet.aclose()
        await listener.close()
        await reader.close()
        await log.close()


async def _opened(log: PostgresEventLog, settings: Settings) -> tuple[PeopleParts, Desk]:
    """What answers commands, at the end of the log. Raises `LogUnavailable`."""
    people = await PeopleParts.opened(log, settings)
    return people, await Desk.opened(log, settings.wished_bounty_milli)


async def _follow(log: EventLog, appended: Broadcast[Recorded]) -> None:
    """Broadcast every event from now on."""
    async for page in log.subscribe(after=(await log.head()).position):
        if len(appended):
            for event in page.events:
                appended.send(event)


async def _close(
    stop: asyncio.Event, feed: Feed, appended: Broadcast[Recorded], closing: asyncio.Event
) -> None:
    """End open streams before the server stops, so that they do not hold it up."""
    await stop.wait()
    feed.deltas.close()
    appended.close()
    closing.set()
