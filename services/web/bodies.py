"""No request fills the memory of a service: a body that is longer than any of ours is 413.

Routes that take less say so themselves, in the words of their API; this is the end of it for all.
"""

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from services.web.problems import Problem, problem

LARGEST = 16 * 1024 * 1024
"""Bytes; above what any route of ours reads."""

TOO_LARGE = f"the body is larger than {LARGEST} bytes"


class BoundedBody:
    """Middleware: reads no more of a body than `LARGEST`."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] in {"GET", "HEAD"}:
            await self._app(scope, receive, send)
        elif _said_length(scope) > LARGEST:
            await problem(413, TOO_LARGE)(scope, receive, send)
        else:
            await self._app(scope, _bounded(receive), send)


def _said_length(scope: Scope) -> int:
    said = Headers(scope=scope).get("content-length", "")
    return int(said) if said.isascii() and said.isdecimal() and len(said) <= 18 else 0


def _bounded(receive: Receive) -> Receive:
    taken = 0

    async def bounded() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > LARGEST:
            raise Problem(413, TOO_LARGE)
        return message

    return bounded
