"""`/health` and `/metrics`: alive, ready, how far views are behind the log, and what is amiss."""

from collections.abc import Collection
from typing import Any

from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, Gauge, generate_latest

from events.errors import LogUnavailable
from projections.registry import PROJECTIONS
from services.backend.amiss import find_amiss
from services.projector.errors import ViewNotBuilt

router = APIRouter(tags=["operations"])

_HEAD = Gauge("soms_log_head_position", "Last position of the log")
_LAG = Gauge("soms_projection_lag_events", "Events that a view has yet to fold", ["projection"])
_STREAMS = Gauge("soms_streams_open", "Open /stream connections")


@router.get("/")
async def banner() -> dict[str, str]:
    return {"message": "SOMS backend", "docs": "/docs"}


@router.get("/health")
async def health(request: Request, response: Response) -> dict[str, Any]:
    """Ready when the log and every view can be read; 503 otherwise.

    A view or reactor that failed for good holds up nobody: the answer names it, and is `degraded`.
    """
    try:
        amiss = await find_amiss(request.app.state.log, request.app.state.reader)
        lag = await _lag(request, amiss.views.stopped)
    except (LogUnavailable, ViewNotBuilt) as error:
        response.status_code = 503
        return {"status": "unavailable", "live": True, "ready": False, "detail": str(error)}
    status = "degraded" if amiss else "ok"
    return {"status": status, "live": True, "ready": True, "lag": lag, **amiss.as_object()}


@router.get("/metrics")
async def metrics(request: Request) -> Response:
    try:
        amiss = await find_amiss(request.app.state.log, request.app.state.reader)
        for name, behind in (await _lag(request, amiss.views.stopped)).items():
            _LAG.labels(name).set(behind)
        amiss.measure()
    except (LogUnavailable, ViewNotBuilt):
        _LAG.clear()
    _STREAMS.set(len(request.app.state.feed.deltas))
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)


async def _lag(request: Request, stopped: Collection[str]) -> dict[str, int]:
    """By view; none of one that could not be built. Raises `ViewNotBuilt` while another is."""
    head = (await request.app.state.log.head()).position
    _HEAD.set(head)
    lag = {}
    for one in PROJECTIONS:
        try:
            lag[one.name] = max(head - await request.app.state.reader.position(one), 0)
        except ViewNotBuilt:
            if one.name not in stopped:
                raise
    return lag
