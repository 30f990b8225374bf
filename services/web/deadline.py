"""An answer begins within a bound, or is a problem that says so; nobody waits on a frozen database.

What was given up is cancelled and not waited for: a read of a database that stands still takes
its driver ten seconds to let go of.
"""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from services.web.problems import try_again

ANSWER_S = 30.0
"""For any answer to begin; above what a fold of a long past takes."""

Result = TypeVar("Result")


async def within(seconds: float, work: Coroutine[Any, Any, Result]) -> Result:
    """The result of `work`. Raises `TimeoutError` in time, whenever `work` ends."""
    working = asyncio.create_task(work)
    try:
        await asyncio.wait({working}, timeout=seconds)
        if not working.done():
            raise TimeoutError(f"no answer within {seconds:g} s")
        return working.result()
    finally:
        _give_up(working)


class InTime:
    """Middleware: an answer that does not begin in time is 503."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = _Begun()

        async def passed_on(message: Message) -> None:
            if begun.in_time():
                await send(message)

        working = asyncio.create_task(_run(self._app, scope, receive, passed_on))
        working.add_done_callback(lambda _: begun.in_time())
        try:
            if await begun.told:
                await working
            else:
                answer = try_again(f"no answer within {ANSWER_S:g} s; try again")
                await answer(scope, receive, send)
        finally:
            begun.bound.cancel()
            _give_up(working)


class _Begun:
    """Whether an answer began before its time was over; made for every request, and so cheap."""

    def __init__(self) -> None:
        loop = asyncio.get_running_loop()
        self.told: asyncio.Future[bool] = loop.create_future()
        self.bound = loop.call_later(ANSWER_S, self._tell, False)

    def in_time(self) -> bool:
        """It begins now, or is over: too late, unless it is still waited for."""
        self._tell(True)
        return not self.told.cancelled() and self.told.result()

    def _tell(self, begun: bool) -> None:
        if not self.told.done():
            self.told.set_result(begun)


async def _run(app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
    await app(scope, receive, send)


def _give_up(working: "asyncio.Task[Any]") -> None:
    """Cancel it if it is still at work; what it raises then is nobody's business."""
    if not working.done():
        working.cancel()
        working.add_done_callback(_ignored)


def _ignored(working: "asyncio.Task[Any]") -> None:
    if not working.cancelled():
        working.exception()
