"""Refusals as clients know them: their status, and a sentence that says why."""

from fastapi import Request
from fastapi.responses import JSONResponse

from handlers.credits.books import DUPLICATE
from handlers.decider import RefusalKind, Refused
from services.web.problems import problem

STATUS: dict[RefusalKind, int] = {
    "invalid": 400,
    "unknown": 404,
    "conflict": 409,
    "gone": 410,
    "forbidden": 403,
}


async def from_refused(_: Request, error: Refused) -> JSONResponse:
    """A repeat of a reference is 400 with the words that clients have always looked for."""
    if error.rule == DUPLICATE:
        return problem(400, "Duplicate reference_id", rule=error.rule, reason=error.reason)
    return problem(STATUS[error.kind], error.reason, rule=error.rule)
