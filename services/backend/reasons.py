"""`/tasks/{id}/why`: what led to a task and what came of it, told line by line."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Request, Response

from events import brain
from events.envelope import Recorded
from events.eventlog import EventLog
from events.identity import Position, Subject
from events.query import Query
from events.tasks import Created
from handlers.credits.arguments import NUMBER_LIMIT
from services.backend.decisions import position_asked
from services.explaining.chain import Chain, whole_chain
from services.explaining.telling import cost_of, told
from services.web.moments import AtParameter
from services.web.problems import Problem

router = APIRouter(prefix="/tasks", tags=["tasks"])

_CREATED = frozenset({Created.event_type})


@router.get("/{task_id}/why")
async def why(
    task_id: Annotated[int, Path(ge=1, le=NUMBER_LIMIT)],
    request: Request,
    response: Response,
    at: AtParameter = None,
) -> dict[str, Any]:
    """The chain of a task, oldest first; `decision` names the one behind it."""
    log: EventLog = request.app.state.log
    until = await position_asked(log, at)
    about = Query(about=frozenset({Subject.of("task", task_id)}), types=_CREATED)
    created = await log.backward(before=Position(until + 1), query=about, limit=1)
    if not created:
        raise Problem(404, f"there is no task {task_id}")
    chain = await whole_chain(log, created[0], until)
    response.headers["SOMS-Position"] = str(until)
    return {
        "task": task_id,
        "decision": _decision(chain),
        "lines": [told(one) for one in chain.events],
        "cost": cost_of(chain.causes),
        "cut": chain.is_cut,
    }


def _decision(chain: Chain) -> str | None:
    """The decision that led to it most directly; None for what people wished for."""
    return next((name for one in reversed(chain.causes) if (name := _name_of(one))), None)


def _name_of(event: Recorded) -> str | None:
    match event.data:
        case brain.CycleStarted(cycle=cycle) | brain.ActionProposed(cycle=cycle):
            return cycle
        case brain.SafetyActed():
            return str(event.id)
        case _:
            return None
