"""Errors over HTTP: RFC 9457 problem details that also carry `detail`, and never a stack trace."""

import logging
from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Receive, Scope, Send

from events.errors import LogUnavailable, SomsError
from handlers.decider import RefusalKind, Refused

logger = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"
TITLES = {
    400: "Bad request",
    404: "Not found",
    401: "Not signed in",
    403: "Not allowed",
    409: "Conflict",
    405: "Not that way",
    410: "Gone",
    413: "Too large",
    422: "Invalid request",
    429: "Too many requests",
    503: "Temporarily unavailable",
}


STATUSES: Mapping[RefusalKind, int] = {
    "invalid": 400,
    "unknown": 404,
    "conflict": 409,
    "gone": 410,
    "forbidden": 403,
}
"""How it is said over HTTP that a command was refused."""

HIDDEN = frozenset({"password", "current"})
"""Fields whose value is not repeated, even to those who sent it."""


class Problem(HTTPException):
    """An answer that is an error: its status, and a sentence that says what to do about it."""


def problem(status: int, detail: object, **more: object) -> JSONResponse:
    title = TITLES.get(status, "Error")
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail, **more}
    return JSONResponse(body, status, media_type=MEDIA_TYPE)


def try_again(detail: str) -> JSONResponse:
    """503, for what passes by itself."""
    answer = problem(503, detail)
    answer.headers["Retry-After"] = "1"
    return answer


def install(app: FastAPI) -> None:
    """Make `app` answer every error as a problem."""
    app.add_middleware(_WithoutNul)
    app.exception_handler(HTTPException)(_from_http)
    app.exception_handler(RequestValidationError)(_from_validation)
    app.exception_handler(LogUnavailable)(_from_unavailable)
    app.exception_handler(Refused)(_from_refused)
    app.exception_handler(SomsError)(_from_refusal)
    app.exception_handler(Exception)(_from_bug)


class _WithoutNul:
    """No name has a NUL in it, and no database takes one."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_http = scope["type"] == "http"
        if is_http and ("\0" in scope["path"] or b"%00" in scope["query_string"]):
            answer = problem(400, "NUL characters are not allowed in paths and parameters")
            await answer(scope, receive, send)
        else:
            await self._app(scope, receive, send)


async def _from_http(_: Request, error: HTTPException) -> JSONResponse:
    answer = problem(error.status_code, error.detail)
    answer.headers.update(error.headers or {})
    return answer


async def _from_validation(_: Request, error: RequestValidationError) -> JSONResponse:
    errors = [_named(one) for one in error.errors()]
    detail = "; ".join(f"{one['field']}: {one['message']}" for one in errors)
    return problem(422, detail, errors=errors)


def _named(one: Mapping[str, Any]) -> dict[str, str]:
    """What is wrong, with which field; a body that is not JSON has none, but a place."""
    where, *path = one["loc"]
    if one["type"] == "json_invalid":
        message = f"not JSON: {one['ctx']['error']} at character {path[0]}"
        return {"field": str(where), "message": message, "value": "…"}
    return {
        "field": ".".join(map(str, path)) or str(where),
        "message": one["msg"].removeprefix("Value error, "),
        "value": _bounded(one["loc"][-1], one.get("input")),
    }


def _bounded(field: object, value: object) -> str:
    if isinstance(value, Mapping):
        value = {name: "…" if name in HIDDEN else inner for name, inner in value.items()}
    return "…" if field in HIDDEN else repr(value)[:100]


async def _from_unavailable(_: Request, error: LogUnavailable) -> JSONResponse:
    logger.warning("log unavailable: %s", error)
    return try_again("the event log cannot be reached just now; try again")


async def _from_refusal(_: Request, error: SomsError) -> JSONResponse:
    return problem(400, str(error))


async def _from_refused(_: Request, error: Refused) -> JSONResponse:
    return problem(STATUSES[error.kind], error.reason, rule=error.rule)


async def _from_bug(request: Request, error: Exception) -> JSONResponse:
    logger.error("unexpected error at %s", request.url.path, exc_info=error)
    return problem(500, "unexpected error; it has been logged")
