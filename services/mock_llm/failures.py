"""Errors as the two APIs give them: a sentence under `error`, or an object there."""

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse

from services.mock_llm.conversation import MalformedRequest
from services.mock_llm.serving import ServerFailure


def install(app: FastAPI) -> None:
    app.exception_handler(MalformedRequest)(_from_malformed)
    app.exception_handler(ServerFailure)(_from_failure)


async def _from_malformed(request: Request, error: MalformedRequest) -> JSONResponse:
    return _error(request, 400, str(error), error.field)


async def _from_failure(request: Request, error: ServerFailure) -> JSONResponse:
    return _error(request, error.status, error.message, None)


def _error(request: Request, status: int, message: str, field: str | None) -> JSONResponse:
    if not request.url.path.startswith("/v1/"):
        return JSONResponse({"error": message}, status)
    kind = "invalid_request_error" if status < 500 else "server_error"
    body = {"message": message, "type": kind, "param": field, "code": None}
    return JSONResponse({"error": body}, status)
