"""`/stream`: server-sent events with every change of a view, and if asked for, every event.

A message's id is the position up to which everything has been told; a browser that comes back with
`Last-Event-ID` is first told what changed since. Where views are told, events carry no id, for they
run ahead of the views; a stream that resumes may repeat some of them.
"""

from collections.abc import AsyncIterator
from typing import Annotated

import orjson
from fastapi import APIRouter, Header, Query, Request
from sse_starlette import EventSourceResponse, ServerSentEvent

from events.cloudevents import encode
from events.envelope import Recorded
from events.identity import Position
from services.backend.broadcast import Broadcast
from services.backend.feed import Delta, Feed
from services.backend.merging import merged
from services.backend.moments import POSITION_DIGITS
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
    after: Annotated[int | None, Query(ge=0, description="As `Last-Event-ID`, at first.")] = None,
    last_event_id: Annotated[str | None, Header()] = None,
) -> EventSourceResponse:
    """Changes from now on, or since `Last-Event-ID`, or where there is none, since `after`."""
    wanted = frozenset(part.strip() for part in include.split(","))
    if not wanted <= frozenset(PARTS):
        unknown = ", ".join(sorted(wanted - frozenset(PARTS)))
        raise Problem(400, f"include: {unknown!r} is not any of {', '.join(PARTS)}")
    since = _position(last_event_id) if last_event_id else after
    start = None if since is None else Position(since)
    return EventSourceResponse(_messages(request, wanted, start), ping=PING_S)


def _position(last_event_id: str) -> Position:
    if not last_event_id.isdecimal() or len(last_event_id) > POSITION_DIGITS:
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
                yield _event(item, wanted)
            elif item.view in wanted:
                yield _delta(item)


async def _missed(
    request: Request, wanted: frozenset[str], since: Position
) -> AsyncIterator[ServerSentEvent]:
    if "events" in wanted:
        async for page in request.app.state.log.pages(after=since, size=RESUME_EVENTS_LIMIT):
            for event in page.events:
                yield _event(event, wanted)
            break
    deltas, _ = await request.app.state.feed.since(since)
    for delta in deltas:
        if delta.view in wanted:
            yield _delta(delta)


def _delta(delta: Delta) -> ServerSentEvent:
    data = orjson.dumps(delta.as_object()).decode()
    return ServerSentEvent(data, event="view", id=str(delta.position))


def _event(event: Recorded, wanted: frozenset[str]) -> ServerSentEvent:
    told = str(event.position) if wanted == {"events"} else None
    return ServerSentEvent(encode(event).decode(), event="event", id=told)
