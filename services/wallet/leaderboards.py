"""`/leaderboards`: who has earned most, and which devices have gained most experience."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from projections.person_totals import PersonTotal, PersonTotals
from services.accounts import RequestCaller
from services.wallet.context import RequestViews
from services.wallet.devices import EXPERIENCE, device_object

router = APIRouter(prefix="/leaderboards", tags=["leaderboards"])

TOTALS = PersonTotals()

Length = Annotated[int, Query(ge=1, le=1_000)]


@router.get("/people")
async def people(
    views: RequestViews, response: Response, _: RequestCaller, limit: Length = 10
) -> list[dict[str, Any]]:
    """Those who have earned most by tasks and devices; numbers alone, no names."""
    found = await views.read(TOTALS)
    response.headers["SOMS-Position"] = str(found.position)
    best = sorted(found.rows.values(), key=lambda one: (-one.earned_milli, one.person))
    return [
        {"rank": rank, **totals_object(one)}
        for rank, one in enumerate(best[:limit], 1)
        if one.earned_milli
    ]


@router.get("/devices")
async def devices(
    views: RequestViews, response: Response, _: RequestCaller, limit: Length = 10
) -> list[dict[str, Any]]:
    """The devices with most experience."""
    found = await views.read(EXPERIENCE)
    response.headers["SOMS-Position"] = str(found.position)
    best = sorted(found.rows.values(), key=lambda one: (-one.xp, one.device))
    return [{"rank": rank, **device_object(one)} for rank, one in enumerate(best[:limit], 1)]


def totals_object(total: PersonTotal) -> dict[str, Any]:
    return {
        "user_id": total.person,
        "tasks_paid": total.tasks_paid,
        "earned": total.earned_milli,
        "earned_by_tasks": total.earned_by_tasks_milli,
        "earned_by_devices": total.earned_by_devices_milli,
        "received": total.received_milli,
        "sent": total.sent_milli,
        "fees": total.fees_milli,
        "demurrage": total.demurrage_milli,
        "last_moved_at": total.last_moved_at.isoformat(),
    }
