"""What `/health` and `/metrics` answer in every service: alive, ready or why not, and the lag."""

from collections.abc import Mapping
from typing import Any

from fastapi.responses import JSONResponse, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest


def ready(lag: Mapping[str, int], amiss: Mapping[str, Any] | None = None) -> JSONResponse:
    """`amiss` are parts that failed and hold up nobody; with any, the service is `degraded`."""
    body = {"status": "degraded" if amiss else "ok", "live": True, "ready": True, "lag": dict(lag)}
    return JSONResponse({**body, **(amiss or {})})


def unavailable(detail: str) -> JSONResponse:
    body = {"status": "unavailable", "live": True, "ready": False, "detail": detail}
    return JSONResponse(body, 503)


def exposition() -> Response:
    """Everything that this process counts."""
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)
