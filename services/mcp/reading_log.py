"""Tools that read the log: events by kind and subject, one event, and why it happened."""

from typing import Annotated, Any, ClassVar

import orjson
from pydantic import Field

from events.cloudevents import encode
from events.envelope import Recorded
from events.identity import Position
from events.query import Query
from services.accounts import Caller
from services.explaining.chain import whole_chain
from services.explaining.telling import told, told_chain
from services.mcp.answers import LARGEST, Answer, fits, listed
from services.mcp.office import Office, subject_named
from services.mcp.tool import Asked, ReadTool

LIMIT = 100
TYPES_LIMIT = 20

EventType = Annotated[str, Field(min_length=1, max_length=100)]
Named = Annotated[str, Field(min_length=1, max_length=40)]


class QueryLog(Asked):
    """Events of the log after a position, by type and by what they are about. Every fact is one:
    readings, decisions, tasks, payments."""

    name: ClassVar[str] = "query_log"

    types: Annotated[list[EventType], Field(default_factory=list, max_length=TYPES_LIMIT)]
    """Such as `tasks.created`; all of them if none is named."""
    subject: Annotated[str, Field(max_length=300)] | None = None
    """What they are about, as a kind and a name: `zone:main`, `task:42`, `device:env_01`."""
    after: Annotated[int, Field(ge=0)] = 0
    """Only events after this position."""
    limit: Annotated[int, Field(ge=1, le=LIMIT)] = 20
    newest_first: bool = True


class GetEvent(Asked):
    """One event in full: who or what said it, when, about what, because of which other event."""

    name: ClassVar[str] = "get_event"

    event: Named
    """Its id, or its position."""


class Why(Asked):
    """Why an event happened, and what came of it: causes and effects in plain words."""

    name: ClassVar[str] = "why"

    event: Named
    """Its id, or its position."""


async def query_log(office: Office, _: Caller, asked: QueryLog) -> Answer:
    head = await office.head()
    about = frozenset({subject_named(asked.subject)} if asked.subject else ())
    query = Query(about=about, types=frozenset(asked.types))
    wanted = asked.limit + 1
    if asked.newest_first:
        newest = await office.log.backward(query=query, limit=wanted)
        found = [one for one in newest if one.position > asked.after]
    else:
        found = await _forward(office, Position(asked.after), head, query, wanted)
    more = len(found) > asked.limit
    objects = (event_object(one) for one in found[: asked.limit])
    return Answer(listed("events", objects, more=more), head)


async def _forward(
    office: Office, after: Position, until: Position, query: Query, wanted: int
) -> list[Recorded]:
    found: list[Recorded] = []
    if after < until:
        async for page in office.log.pages(after=after, until=until, query=query, size=wanted):
            found.extend(page.events)
            if len(found) >= wanted:
                break
    return found[:wanted]


async def get_event(office: Office, _: Caller, asked: GetEvent) -> Answer:
    event = await office.event(asked.event)
    return Answer({"event": event_object(event), "words": told(event)["words"]}, event.position)


async def why(office: Office, _: Caller, asked: Why) -> Answer:
    event, head = await office.event(asked.event), await office.head()
    chain = await whole_chain(office.log, event, head)
    whole = told_chain(chain)
    if fits(whole):
        return Answer(whole, head)
    return Answer(listed("lines", (told(one)["words"] for one in chain.events)), head)


def event_object(event: Recorded) -> dict[str, Any]:
    """The CloudEvent; of what is too large, all but its data."""
    text = encode(event)
    whole: dict[str, Any] = orjson.loads(text)
    if len(text) > LARGEST // 2:
        del whole["data"]
        whole["data_left_out"] = f"{len(event.data_json)} bytes"
    return whole


LOG_TOOLS = (ReadTool(QueryLog, query_log), ReadTool(GetEvent, get_event), ReadTool(Why, why))
