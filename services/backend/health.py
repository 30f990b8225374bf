"""`/health` and `/metrics`: alive, ready, and how far the views are behind the log."""

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response
from prometheus_client import Gauge

from events.errors import LogUnavailable
from projections.registry import PROJECTIONS
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
    """Ready when the log and every view can be read; 503 otherwise."""
    try:
        return ready(await within(CHECK_S, _lag(request)))
    except UNAVAILABLE as error:
        return unavailable(str(error))


@router.head("/metrics", include_in_schema=False)
@router.get("/metrics")
async def metrics(request: Request) -> Response:
    try:
        for name, behind in (await within(CHECK_S, _lag(request))).items():
            _LAG.labels(name).set(behind)
    except UNAVAILABLE:
        _LAG.clear()
    _STREAMS.set(len(request.app.state.feed.deltas))
    return exposition()


async def _lag(request: Request) -> dict[str, int]:
    head = (await request.app.state.log.head()).position
    _HEAD.set(head)
    reader = request.app.state.reader
    return {one.name: max(head - await reader.position(one), 0) for one in PROJECTIONS}
