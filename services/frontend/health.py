"""`/health` and `/metrics`: the page is of use when the backend is, so it is ready when that is."""

import httpx
from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from services.web.health import exposition, unavailable

router = APIRouter(tags=["operations"])

CHECK_S = 5.0
"""For the backend to answer; above what its own check takes."""


@router.head("/health", include_in_schema=False)
@router.get("/health")
async def health(request: Request) -> JSONResponse:
    """Ready when the backend is, and as it is: what is amiss there is amiss here. 503 otherwise."""
    state = request.app.state
    try:
        answer: httpx.Response = await state.client.get(f"{state.backend}/health", timeout=CHECK_S)
        said = answer.json()
    except (httpx.HTTPError, ValueError):
        return unavailable("the backend cannot be reached")
    if not isinstance(said, dict):
        return unavailable("what answers is not the backend")
    if answer.is_success:
        return JSONResponse({**said, "live": True, "ready": True})
    return unavailable(f"the backend is not ready: {said.get('detail')}")


@router.head("/metrics", include_in_schema=False)
@router.get("/metrics")
async def metrics() -> Response:
    return exposition()
