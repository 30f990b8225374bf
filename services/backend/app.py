"""The backend's application."""

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse

from events.envelope import Recorded
from events.eventlog import EventLog
from services.backend import devices, events, health, stream, zones
from services.backend.broadcast import Broadcast
from services.backend.feed import Feed
from services.projector.errors import ViewNotBuilt
from services.projector.reading import ViewReader
from services.web.app import new_app
from services.web.deadline import InTime
from services.web.problems import try_again


def create_app(
    log: EventLog, reader: ViewReader, feed: Feed, appended: Broadcast[Recorded]
) -> FastAPI:
    """An application over parts that somebody else opens and closes."""
    app = new_app("SOMS backend", "Views, events and their causes.")
    app.exception_handler(ViewNotBuilt)(_from_not_built)
    app.add_middleware(InTime)
    app.state.log, app.state.reader = log, reader
    app.state.feed, app.state.events = feed, appended
    for part in (health, zones, devices, events, stream):
        app.include_router(part.router)
    return app


async def _from_not_built(_: Request, error: ViewNotBuilt) -> JSONResponse:
    return try_again(str(error))
