"""The backend's application."""

from fastapi import FastAPI

from events.envelope import Recorded
from events.eventlog import EventLog
from services.backend import devices, events, health, stream, zones
from services.backend.broadcast import Broadcast
from services.backend.feed import Feed
from services.projector.reading import ViewReader
from services.web.app import new_app
from services.web.deadline import InTime


def create_app(
    log: EventLog, reader: ViewReader, feed: Feed, appended: Broadcast[Recorded]
) -> FastAPI:
    """An application over parts that somebody else opens and closes."""
    app = new_app("SOMS backend", "Views, events and their causes.")
    app.add_middleware(InTime)
    app.state.log, app.state.reader = log, reader
    app.state.feed, app.state.events = feed, appended
    for part in (health, zones, devices, events, stream):
        app.include_router(part.router)
    return app
