"""`/stream`: server-sent events with every change of a view, and if asked for, every event.

A message's id is the position up to which everything has been told; a browser that comes back with
`Last-Event-ID` is first told everything since, however long that was.
"""

from typing import Annotated

from fastapi import APIRouter, Header, Query, Request
from sse_starlette import EventSourceResponse

from events.identity import Position
from services.backend.telling import EVENTS, Telling
from services.web.moments import POSITION_DIGITS
from services.web.problems import Problem

router = APIRouter(tags=["stream"])

PARTS = ("zones", "devices", "tasks", "decisions", EVENTS)
PING_S = 15


@router.get("/stream")
async def stream(
    request: Request,
    include: Annotated[
        str, Query(description=f"Any of {', '.join(PARTS)}.")
    ] = "zones,devices,tasks",
    after: Annotated[int | None, Query(ge=0, description="As `Last-Event-ID`, at first.")] = None,
    last_event_id: Annotated[str | None, Header()] = None,
) -> EventSourceResponse:
    """Changes from now on, or since `Last-Event-ID`, or where there is none, since `after`."""
    wanted = frozenset(part.strip() for part in include.split(","))
    if not wanted <= frozenset(PARTS):
        unknown = ", ".join(sorted(wanted - frozenset(PARTS)))
        raise Problem(400, f"include: {unknown!r} is not any of {', '.join(PARTS)}")
    since = _position(last_event_id) if last_event_id else after
    state = request.app.state
    # As the answer begins: what happens from here on is told, whenever the stream comes to listen.
    head = (await state.log.head()).position
    telling = Telling(state.log, state.feed, state.events, wanted)
    start = head if since is None else Position(min(since, head))
    return EventSourceResponse(telling.messages(start), ping=PING_S)


def _position(last_event_id: str) -> Position:
    if not last_event_id.isdecimal() or len(last_event_id) > POSITION_DIGITS:
        raise Problem(400, f"Last-Event-ID: {last_event_id!r:.40} is not a position")
    return Position(int(last_event_id))
