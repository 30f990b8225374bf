"""`/health` and `/metrics`: alive, ready, how far views are behind the log, and what is amiss."""

from collections.abc import Collection

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response
from prometheus_client import Gauge

from events.errors import LogUnavailable
from projections.registry import PROJECTIONS
from services.backend.amiss import Failures, find_amiss
from services.projector.errors import ViewNotBuilt
from services.web.deadline import within
from services.web.health import exposition, ready, unavailable

CHECK_S = 3.0
"""A database that takes longer to say where it stands is not one to rely on."""

UNAVAILABLE = (LogUnavailable, ViewNotBuilt, TimeoutError)

router = APIRouter(tags=["operations"])

_HEAD = Gauge("soms_log_head_position", "Last position of the log")
_LAG = Gauge("soms_projection_lag_events", "Events that a view has yet to fold", ["projection"])
_STREAMS = Gauge("soms_streams_open", "Open /stream connections")


@router.head("/", include_in_schema=False)
@router.get("/")
async def banner() -> dict[str, str]:
    return {"message": "SOMS backend", "docs": "/docs"}


@router.head("/health", include_in_schema=False)
@router.get("/health")
async def health(request: Request) -> JSONResponse:
    """Ready when the log and every view can be read; 503 otherwise.

    A view or reactor that failed for good holds up nobody: the answer names it, and is `degraded`.
    """
    try:
        amiss, lag = await within(CHECK_S, _look(request))
    except UNAVAILABLE as error:
        return unavailable(str(error))
    return ready(lag, amiss.as_object())


@router.head("/metrics", include_in_schema=False)
@router.get("/metrics")
async def metrics(request: Request) -> Response:
    try:
        amiss, lag = await within(CHECK_S, _look(request))
        for name, behind in lag.items():
            _LAG.labels(name).set(behind)
        amiss.measure()
    except UNAVAILABLE:
        _LAG.clear()
    _STREAMS.set(len(request.app.state.feed.deltas))
    return exposition()


async def _look(request: Request) -> tuple[Failures, dict[str, int]]:
    amiss = await find_amiss(request.app.state.log, request.app.state.reader)
    return amiss, await _lag(request, amiss.views.stopped)


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
