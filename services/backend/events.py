"""`/events`: the log itself, and for each event what caused it and what it caused."""

from collections import deque
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from events.cloudevents import encode
from events.envelope import Recorded
from events.errors import InvalidSubject
from events.eventlog import EventLog
from events.identity import Position, Subject
from events.query import Query as LogQuery
from services.web.moments import AtParameter, moment_of
from services.web.problems import Problem

router = APIRouter(prefix="/events", tags=["events"])

LIMIT = 1_000
CHAIN_LIMIT = 1_000
"""Events of one causal chain that are followed, at most."""

After = Annotated[int | None, Query(ge=0, description="Only events after this position.")]
Limit = Annotated[int, Query(ge=1, le=LIMIT)]


@router.get("/")
async def list_events(
    request: Request,
    after: After = None,
    type: Annotated[str | None, Query(max_length=100)] = None,  # noqa: A002  # its name in the contract
    subject: Annotated[str | None, Query(max_length=300)] = None,
    limit: Limit = 100,
    at: AtParameter = None,
) -> Response:
    """With `after`, the events that follow it, oldest first; else the newest, newest first."""
    log: EventLog = request.app.state.log
    query = LogQuery(
        about=frozenset({_subject(subject)} if subject else ()),
        types=frozenset({type} if type else ()),
    )
    end = (await moment_of(log, at)).position if at else (await log.head()).position
    if after is None:
        events = await log.backward(before=Position(end + 1), query=query, limit=limit)
    else:
        events = await _forward(log, Position(after), end, query, limit)
    return answer(events, end)


async def _forward(
    log: EventLog, after: Position, until: Position, query: LogQuery, limit: int
) -> list[Recorded]:
    found: list[Recorded] = []
    if after < until:
        async for page in log.pages(after=after, until=until, query=query):
            found.extend(page.events)
            if len(found) >= limit:
                break
    return found[:limit]


def _subject(text: str) -> Subject:
    try:
        return Subject(text)
    except InvalidSubject as error:
        raise Problem(400, f"subject: {error}") from None


@router.get("/{event_id}")
async def one_event(request: Request, event_id: UUID) -> Response:
    event = await _found(request.app.state.log, event_id)
    return Response(encode(event), media_type="application/cloudevents+json")


@router.get("/{event_id}/causes")
async def causes(request: Request, event_id: UUID) -> Response:
    """What led to the event: its cause, the cause of that, back to the first."""
    log: EventLog = request.app.state.log
    event: Recorded | None = await _found(log, event_id)
    chain: list[Recorded] = []
    while event and event.causation_id and len(chain) < CHAIN_LIMIT:
        event = await log.get(event.causation_id)
        if event:
            chain.append(event)
    return answer(chain, (await log.head()).position)


@router.get("/{event_id}/effects")
async def effects(request: Request, event_id: UUID) -> Response:
    """Everything that followed from the event, directly or through others, in log order."""
    log: EventLog = request.app.state.log
    await _found(log, event_id)
    found: list[Recorded] = []
    waiting = deque([event_id])
    while waiting and len(found) < CHAIN_LIMIT:
        direct = await log.effects(waiting.popleft())
        found.extend(direct)
        waiting.extend(event.id for event in direct)
    return answer(sorted(found, key=lambda event: event.position), (await log.head()).position)


async def _found(log: EventLog, event_id: UUID) -> Recorded:
    event = await log.get(event_id)
    if event is None:
        raise Problem(404, f"no event {event_id} in this log")
    return event


def answer(events: list[Recorded], position: Position) -> Response:
    """Events as a JSON array, their data verbatim."""
    body = b"[" + b",".join(encode(event) for event in events) + b"]"
    headers = {"SOMS-Position": str(position)}
    return Response(body, media_type="application/json", headers=headers)
