"""`/tasks`: what is to be done, who takes it, and what came of it."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from itertools import islice
from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, Query, Request, Response

from events.identity import Position
from handlers.credits.arguments import NUMBER_LIMIT
from handlers.decider import Refused
from handlers.tasks.taps import TASKS
from projections.task_statistics import TaskCount, totals
from projections.tasks import Task, task_key
from services.accounts import Caller, requires
from services.accounts.presence import require_present
from services.backend.context import RequestViews, Views
from services.backend.desk import STATISTICS, Desk
from services.backend.task_bodies import (
    NewTask,
    Reason,
    Report,
    Somebody,
    StatusName,
    claim_object,
    status_of,
    task_object,
)
from services.web.problems import Problem

router = APIRouter(prefix="/tasks", tags=["tasks"])

LIMIT = 1_000

Operating = Annotated[Caller, requires("kiosk", "service")]
Person = Annotated[Caller, requires("member", "kiosk", "service")]
"""Whoever does tasks, or stands for those who do."""

Seen = TypeVar("Seen")


@router.get("/")
async def list_tasks(
    request: Request,
    views: RequestViews,
    response: Response,
    status: StatusName | None = None,
    skip: Annotated[int, Query(ge=0, le=NUMBER_LIMIT)] = 0,
    limit: Annotated[int, Query(ge=1, le=LIMIT)] = 100,
) -> list[dict[str, Any]]:
    """Newest first; all that is not expired or taken back, what was done included."""

    def select(rows: Mapping[str, Task], moment: datetime) -> list[Task]:
        newest = (rows[task_key(number)] for number in range(len(rows), 0, -1))
        wanted = (task for task in newest if _is_wanted(task, status, moment))
        return list(islice(wanted, skip, skip + limit))

    found, position = await _look(request, views, select)
    response.headers["SOMS-Position"] = str(position)
    return [task_object(task) for task in found]


@router.post("/")
async def create(
    new: NewTask, request: Request, response: Response, caller: Person
) -> dict[str, Any]:
    """The new task; or the open one that is for the same, with what the wish changes about it.

    What it pays, an operator or a service says; else it is what wishes pay by default.
    """
    for field in ("bounty_gold", "bounty_xp"):
        if getattr(new, field) is not None and not caller.may("service"):
            raise Problem(403, f"{field}: a {caller.role} may wish, but not say what it pays")
    task = await _desk(request).wish(new.requested(), caller.actor)
    if task is None:
        raise Problem(503, "the wish is recorded, and nobody has made a task of it yet; look later")
    response.headers["Location"] = f"/tasks/{task.task}"
    return task_object(task)


@router.get("/queue")
async def queue(request: Request, views: RequestViews, response: Response) -> list[dict[str, Any]]:
    """What waits for a better moment, the most urgent first."""

    def select(rows: Mapping[str, Task], moment: datetime) -> list[Task]:
        waiting = (one for one in rows.values() if _is_wanted(one, "queued", moment))
        return sorted(waiting, key=lambda one: (-one.urgency, one.created_at, one.task))

    found, position = await _look(request, views, select)
    response.headers["SOMS-Position"] = str(position)
    return [task_object(task) for task in found]


@router.get("/stats")
async def stats(request: Request, views: RequestViews, response: Response) -> dict[str, int]:
    """How many tasks there are and were, and the experience that they gave."""
    if views.at is not None:
        past = await views.read(STATISTICS)
        sums, position, moment = totals(past.rows), past.position, past.moment
    else:
        desk = _desk(request)
        await _caught_up(desk, views)
        (sums, position), moment = await desk.statistics(), datetime.now(UTC)
    response.headers["SOMS-Position"] = str(position)
    return _stats_object(sums, moment)


@router.get("/{task_id}")
async def one_task(
    task_id: int, request: Request, views: RequestViews, response: Response
) -> dict[str, Any]:
    """One task, whatever became of it."""
    key = task_key(task_id)
    found, position = await _look(request, views, lambda rows, _: rows.get(key), key)
    if found is None:
        raise _unknown(task_id)
    response.headers["SOMS-Position"] = str(position)
    return task_object(found)


@router.put("/{task_id}/accept")
async def accept(
    task_id: int, request: Request, caller: Person, body: Somebody | None = None
) -> dict[str, Any]:
    """Take a task; 400 if somebody has, or if it is over."""
    person = await _meant(request, caller, body)
    return await _tapped(request, caller, "accept", task_id, {"person": person})


@router.put("/{task_id}/complete")
async def complete(
    task_id: int, request: Request, caller: Person, body: Report | None = None
) -> dict[str, Any]:
    """Report a task done, and be paid. The second report changes nothing; 400 if nobody took it.

    Where nobody knows who did it, `claim` is what the screen shows: whoever redeems it is paid.
    """
    await _require_own(request, caller, task_id)
    said = {"person": await _meant(request, caller, body), **(body or Report()).said()}
    told = await _tapped(request, caller, "complete", task_id, said)
    task = await _desk(request).task(task_id)
    claim = None if task is None else await _desk(request).claim(task)
    return told if claim is None else {**told, "claim": claim_object(claim)}


@router.put("/{task_id}/ignore")
async def ignore(
    task_id: int, request: Request, caller: Person, body: Somebody | None = None
) -> dict[str, Any]:
    """Turn a task down; others may still take it."""
    person = await _meant(request, caller, body)
    return await _tapped(request, caller, "ignore", task_id, {"person": person})


@router.put("/{task_id}/cancel")
async def cancel(
    task_id: int, request: Request, caller: Operating, body: Reason | None = None
) -> dict[str, Any]:
    """Take a task back; what was reserved for it is free again."""
    return await _tapped(
        request, caller, "cancel", task_id, {"reason": body.reason if body else None}
    )


@router.put("/{task_id}/reminded")
async def reminded(task_id: int, request: Request, caller: Operating) -> dict[str, Any]:
    """Note that people were reminded of a task; the next reminder waits for that much longer."""
    return await _tapped(request, caller, "remind", task_id, {})


@router.put("/{task_id}/dispatch")
async def dispatch(task_id: int, request: Request, caller: Operating) -> dict[str, Any]:
    """Show a task that waits, now."""
    return await _tapped(request, caller, "dispatch", task_id, {})


def _desk(request: Request) -> Desk:
    desk: Desk = request.app.state.desk
    return desk


def _is_wanted(task: Task, status: StatusName | None, moment: datetime) -> bool:
    """Of that status; and not over, though nobody has come to say so."""
    found = status_of(task)
    due = task.due
    return (
        found is not None
        and (status is None or found == status)
        and not (due is not None and due <= moment)
    )


async def _look(
    request: Request,
    views: Views,
    select: Callable[[Mapping[str, Task], datetime], Seen],
    key: str = "",
) -> tuple[Seen, Position]:
    """What is selected among the tasks, of the moment that is asked about."""
    if views.at is not None:
        past = await views.read(TASKS, key)
        return select(past.rows, past.moment), past.position
    desk, now = _desk(request), datetime.now(UTC)
    await _caught_up(desk, views)
    return await desk.tasks(lambda rows: select(rows, now))


async def _caught_up(desk: Desk, views: Views) -> None:
    await desk.catch_up()
    wanted = views.min_position
    if wanted is not None and desk.taps.position < wanted:
        raise Problem(503, f"min_position: the log is at {desk.taps.position}, not yet {wanted}")


async def _tapped(
    request: Request, caller: Caller, name: str, task_id: int, arguments: Mapping[str, Any]
) -> dict[str, Any]:
    """The task after a tap; 404 or 400 where it is refused, as clients have always been told."""
    if not 0 < task_id <= NUMBER_LIMIT:
        raise _unknown(task_id)
    try:
        task = await _desk(request).tap(name, task_id, arguments, caller.actor)
    except Refused as refused:
        raise Problem(404 if refused.kind == "unknown" else 400, refused.reason) from None
    return task_object(task)


async def _meant(request: Request, caller: Caller, body: Somebody | None) -> int | None:
    """Whom a tap is by: somebody who takes part, or nobody known."""
    person = caller.person_meant(None if body is None else body.user_id)
    if person is not None:
        await require_present(request.app.state.accounts, person)
    return person


async def _require_own(request: Request, caller: Caller, task_id: int) -> None:
    """Members report what they took themselves; raises `Problem` 403.

    What somebody took who is not known is reported where it was taken. There the claim is shown,
    which nobody else is to see.
    """
    desk = _desk(request)
    await desk.catch_up()
    task = await desk.task(task_id)
    if task is None or task.accepted_at is None:
        return  # which the tap itself refuses
    if task.assigned_to is None:
        caller.require("kiosk", "service")
    else:
        caller.require_self_or(task.assigned_to, "kiosk", "service")


def _unknown(task_id: int) -> Problem:
    return Problem(404, f"there is no task {task_id}")


def _stats_object(sums: TaskCount, moment: datetime) -> dict[str, int]:
    return {
        "total_xp": sums.total_xp,
        "tasks_completed": sums.completed,
        "tasks_created": sums.created,
        "tasks_active": sums.active,
        "tasks_queued": sums.queued,
        "tasks_completed_last_hour": sums.completed_last_hour(moment),
    }
