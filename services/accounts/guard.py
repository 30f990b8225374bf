"""The door of an HTTP service: nobody passes who is not known, too fast, or from a foreign page.

What is not named as open to all needs a caller, so that a route that was forgotten is shut. A
browser sends its cookie along whoever's page asks it to: what writes with a cookie has to come from
a page of ours.
"""

import logging
from collections.abc import Collection

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from prometheus_client import Counter
from starlette.types import ASGIApp, Receive, Scope, Send

from events.errors import LogUnavailable
from services.accounts.accounts import Accounts, TooMany
from services.accounts.caller import Caller
from services.accounts.incoming import Incoming
from services.web.problems import problem, try_again

OPEN_TO_ALL = frozenset(
    {("GET", path) for path in ("/", "/health", "/metrics", "/openapi.json", "/docs")}
)
"""What anybody may ask: nothing of it is about people or rooms."""

_REFUSED = Counter("soms_http_refused", "Requests that went no further than the door", ["status"])

logger = logging.getLogger(__name__)


def guard(app: FastAPI, accounts: Accounts, open_to_all: Collection[tuple[str, str]] = ()) -> None:
    """Let nobody in to `app` but callers; `open_to_all` names more methods and paths."""
    app.state.accounts = accounts
    app.exception_handler(TooMany)(_from_too_many)
    app.add_middleware(Guard, accounts=accounts, open_to_all=OPEN_TO_ALL | set(open_to_all))


class Guard:
    """Middleware: finds out who asks, or answers in place of the service."""

    def __init__(
        self, app: ASGIApp, accounts: Accounts, open_to_all: Collection[tuple[str, str]]
    ) -> None:
        self._app = app
        self._accounts = accounts
        self._open_to_all = open_to_all

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            answer = await self._looked_at(Incoming.of(scope), scope)
            if answer is not None:
                _REFUSED.labels(answer.status_code).inc()
                await answer(scope, receive, send)
                return
        await self._app(scope, receive, send)

    async def _looked_at(self, request: Incoming, scope: Scope) -> JSONResponse | None:
        """The answer, if the request goes no further; else its caller stands in the scope."""
        try:
            # Who asks what is open to all is not looked up: health is told without the database.
            caller = None if self._is_open(request) else await self._caller(request)
            self._limit(request, caller)
        except TooMany as error:
            return _too_many(error)
        except LogUnavailable as error:
            logger.warning("nobody can be known: %s", error)
            return try_again("accounts cannot be looked up just now; try again")
        if request.writes and request.token is None and request.is_foreign(strictly=self._strict):
            return problem(403, "this was sent by a page of another site")
        if caller is None and not self._is_open(request):
            answer = problem(401, "sign in first, or send a token that is good")
            answer.headers["WWW-Authenticate"] = "Bearer"
            return answer
        scope.setdefault("state", {})["caller"] = caller
        return None

    async def _caller(self, request: Incoming) -> Caller | None:
        return await self._accounts.caller(request.token, request.cookie, request.address)

    @property
    def _strict(self) -> bool:
        return self._accounts.mode == "required"

    def _limit(self, request: Incoming, caller: Caller | None) -> None:
        """Raises `TooMany`."""
        if not request.writes:
            return
        limits, person = self._accounts.limits, None if caller is None else caller.person
        buckets = limits.writes if self._strict else limits.writes_in_the_open
        if wait_s := buckets.wait_s(request.address if person is None else f"person:{person}"):
            raise TooMany(wait_s)

    def _is_open(self, request: Incoming) -> bool:
        path = "/docs" if request.path.startswith("/docs/") else request.path
        return (request.method, path) in self._open_to_all


async def _from_too_many(_: Request, error: TooMany) -> JSONResponse:
    return _too_many(error)


def _too_many(error: TooMany) -> JSONResponse:
    answer = problem(429, str(error))
    answer.headers["Retry-After"] = str(error.wait_s)
    return answer
