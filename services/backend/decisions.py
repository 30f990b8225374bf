"""`/decisions`: what the brain and the safety floor decided and agents proposed, each in full."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request, Response
from pydantic import TypeAdapter

from events.brain import Ending
from events.eventlog import EventLog
from events.identity import Position
from projections.decisions import Decision
from services.backend.context import RequestViews, Views
from services.backend.decision_search import DECISIONS, DecisionSearch, Wanted
from services.explaining.decision import decision_object
from services.web.moments import AtParameter, moment_of
from services.web.problems import Problem

router = APIRouter(prefix="/decisions", tags=["decisions"])

LIMIT = 200
POSITION_LIMIT = 10**18
"""No log is longer than that."""

Outcome = Literal[Ending, "running"]
Before = Annotated[
    int | None,
    Query(ge=0, le=POSITION_LIMIT, description="Only decisions that began below this position."),
]

_row_json: TypeAdapter[Decision] = TypeAdapter(Decision)


@router.get("/")
async def list_decisions(
    views: RequestViews,
    response: Response,
    before: Before = None,
    zone: Annotated[str | None, Query(max_length=255)] = None,
    outcome: Annotated[
        Outcome | None, Query(description="`running`: those that have not come to any.")
    ] = None,
    limit: Annotated[int, Query(ge=1, le=LIMIT)] = 50,
) -> list[dict[str, Any]]:
    """Newest first. `SOMS-Next-Before` is the `before` with which to go on, where there is more.

    The view holds the newest: where the log holds older ones, `SOMS-Older-At` is the `at` with
    which the list goes on at its end."""
    search = await _search(views)
    found = await search.newest(Wanted(zone, outcome), limit, before)
    response.headers["SOMS-Position"] = str(found.position)
    if found.next_before is not None:
        response.headers["SOMS-Next-Before"] = str(found.next_before)
    if found.older_at is not None:
        response.headers["SOMS-Older-At"] = str(found.older_at)
    return [row_object(row) for row in found.rows]


async def _search(views: Views) -> DecisionSearch:
    if views.at is None:
        await views.reach(DECISIONS)
        return DecisionSearch(views.log, views.reader, None)
    moment = await moment_of(views.log, views.at)
    return DecisionSearch(views.log, views.reader, moment.position)


@router.get("/{cycle}")
async def one_decision(
    cycle: str, request: Request, response: Response, at: AtParameter = None
) -> dict[str, Any]:
    """What the model saw, said and was let do, what came of it, and the chain in plain words."""
    log: EventLog = request.app.state.log
    until = await position_asked(log, at)
    found = await decision_object(log, cycle, until)
    if found is None:
        then = "" if at is None else f" as of {at:.40}"
        raise Problem(404, f"no cycle, proposal or safety act is called {cycle:.60}{then}")
    response.headers["SOMS-Position"] = str(until)
    return found


async def position_asked(log: EventLog, at: str | None) -> Position:
    """The position that a request asks about: the head, if it does not say."""
    return (await log.head()).position if at is None else (await moment_of(log, at)).position


def row_object(row: Decision) -> dict[str, Any]:
    """The row as JSON, without what only the view needs."""
    found: dict[str, Any] = _row_json.dump_python(row, mode="json")
    del found["wishes"]
    return found
