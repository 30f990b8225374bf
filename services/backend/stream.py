"""`/stream`: server-sent events with every change of a view, and if asked for, every event.

The id of each message is a position; a browser that comes back with `Last-Event-ID` is first told
everything that changed since.
"""

from collections.abc import AsyncIterator
from typing import Annotated

import orjson
from events.cloudevents import encode
from fastapi import APIRouter, Header, Query, Request
from sse_starlette import EventSourceResponse, ServerSentEvent

from events.envelope import Recorded
from events.identity import Position
from services.backend.broadcast import Broadcast
from services.backend.feed import Delta, Feed
from services.backend.merging import merged
from services.web.problems import Problem

router = APIRouter(tags=["stream"])

PARTS = ("zones", "devices", "events")
PING_S = 15
RESUME_EVENTS_LIMIT = 10_000
"""Missed events that a stream catches up on; who was away for longer reads `/events/`."""


@router.get("/stream")
async def stream(
    request: Request,
    include: Annotated[str, Query(description=f"Any of {', '.join(PARTS)}.")] = "zones,devices",
    last_event_id: Annotated[str | None, Header()] = None,
) -> EventSourceResponse:
    """Changes from now on, or since `Last-Event-ID`."""
    wanted = frozenset(part.strip() for part in include.split(","))
    if not wanted <= frozenset(PARTS):
        unknown = ", ".join(sorted(wanted - frozenset(PARTS)))
        raise Problem(400, f"include: {unknown!r} is not any of {', '.join(PARTS)}")
    since = _position(last_event_id)
    return EventSourceResponse(_messages(request, wanted, since), ping=PING_S)


def _position(last_event_id: str | None) -> Position | None:
    if last_event_id is None or not last_event_id:
        return None
    if not last_event_id.isdecimal():
        raise Problem(400, f"Last-Event-ID: {last_event_id!r:.40} is not a position")
    return Position(int(last_event_id))


async def _messages(
    request: Request, wanted: frozenset[str], since: Position | None
) -> AsyncIterator[ServerSentEvent]:
    feed: Feed = request.app.state.feed
    events: Broadcast[Recorded] = request.app.state.events
    with feed.deltas.listen() as deltas, events.listen() as appended:
        yield ServerSentEvent(comment="soms", retry=1_000)
        if since is not None:
            async for message in _missed(request, wanted, since):
                yield message
        sources = [deltas, appended] if "events" in wanted else [deltas]
        async for item in merged(*sources):
            if isinstance(item, Recorded):
                yield _event(item)
            elif item.view in wanted:
                yield _delta(item)


async def _missed(
    request: Request, wanted: frozenset[str], since: Position
) -> AsyncIterator[ServerSentEvent]:
    if "events" in wanted:
        async for page in request.app.state.log.pages(after=since, size=RESUME_EVENTS_LIMIT):
            for event in page.events:
                yield _event(event)
            break
    deltas, _ = await request.app.state.feed.since(since)
    for delta in deltas:
        if delta.view in wanted:
            yield _delta(delta)


def _delta(delta: Delta) -> ServerSentEvent:
    data = orjson.dumps(delta.as_object()).decode()
    return ServerSentEvent(data, event="view", id=str(delta.position))


def _event(event: Recorded) -> ServerSentEvent:
    return ServerSentEvent(encode(event).decode(), event="event", id=str(event.position))
