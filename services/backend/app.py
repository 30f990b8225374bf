"""The backend's application."""

import httpx
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse

from events.envelope import Recorded
from events.eventlog import EventLog
from services.accounts import guard
from services.backend import (
    brain,
    claims,
    decisions,
    devices,
    events,
    health,
    reasons,
    sessions,
    stream,
    tasks,
    users,
    voice_events,
    zones,
)
from services.backend.broadcast import Broadcast
from services.backend.desk import Desk
from services.backend.feed import Feed
from services.backend.people import PeopleParts
from services.projector.errors import ViewNotBuilt
from services.projector.reading import ViewReader
from services.web.app import new_app
from services.web.deadline import InTime
from services.web.problems import try_again


def create_app(
    log: EventLog,
    reader: ViewReader,
    feed: Feed,
    appended: Broadcast[Recorded],
    parts: PeopleParts,
    desk: Desk,
    wallet: httpx.AsyncClient,
) -> FastAPI:
    """An application over parts that somebody else opens and closes."""
    app = new_app("SOMS backend", "Views, events and their causes.")
    app.exception_handler(ViewNotBuilt)(_from_not_built)
    guard(app, parts.accounts, open_to_all={("POST", "/session")})
    app.add_middleware(InTime)
    app.state.log, app.state.reader = log, reader
    app.state.feed, app.state.events = feed, appended
    app.state.people, app.state.signing_in = parts.people, parts.signing_in
    app.state.desk, app.state.wallet = desk, wallet
    for part in (
        health,
        zones,
        devices,
        tasks,
        reasons,
        decisions,
        claims,
        voice_events,
        events,
        stream,
        users,
        sessions,
        brain,
    ):
        app.include_router(part.router)
    return app


async def _from_not_built(_: Request, error: ViewNotBuilt) -> JSONResponse:
    return try_again(str(error))
