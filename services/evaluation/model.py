"""The model under test: a server, or the stand-in in this process, going wrong if asked to."""

from collections.abc import Mapping
from typing import Any, Protocol

from events.errors import SomsError
from services.brain.asking import Asked, Patience, ask
from services.brain.errors import ModelError, RefusedBy, TimedOut, Unreachable, status_error
from services.brain.replies import Reply
from services.brain.servers import ModelServer
from services.mock_llm.conversation import chat_request
from services.mock_llm.misbehaviour import Misbehaviour, answer_or_spoil

Request = Mapping[str, Any]

ANSWERS_AFTER_MS = 500.0
"""How long the stand-in is taken to think."""


class Model(Protocol):
    """Answers requests; errors are answers too."""

    async def __call__(self, request: Request, /) -> Asked: ...


class NobodyThere(SomsError):
    """The server cannot be reached, so nothing can be said of any model."""

    def __init__(self, url: str, reason: str) -> None:
        super().__init__(f"--url: no model server is at {url}: {reason}")
        self.url = url


class Served:
    """A model on a server.

    A server that cannot be reached for the first question is not there, and would cost seconds for
    each of the others. Raises `NobodyThere`.
    """

    def __init__(self, url: str, server: ModelServer, patience: Patience) -> None:
        self._url = url
        self._server = server
        self._patience = patience
        self._is_there = False

    async def __call__(self, request: Request) -> Asked:
        asked = await ask(self._server, request, self._patience)
        if isinstance(asked.outcome, Unreachable) and not self._is_there:
            raise NobodyThere(self._url, str(asked.outcome))
        self._is_there = True
        return asked


_FAILURES: Mapping[str, ModelError] = {
    "http_400": RefusedBy("HTTP 400 does not support tools"),
    "http_500": status_error(500, "the model failed"),
    "disconnect": Unreachable("the connection was closed"),
    "never_answers": TimedOut(),
}


class StandIn:
    """The mock, called as the function that it is. Nothing is waited for."""

    def __init__(self, how: Misbehaviour | None = None) -> None:
        self._how = how
        self._requests = 0

    async def __call__(self, request: Request) -> Asked:
        self._requests += 1
        struck = self._how if self._how and self._how.strikes(self._requests) else None
        if struck is not None and struck.name in _FAILURES:
            return Asked(_FAILURES[struck.name], 1, ANSWERS_AFTER_MS)
        took_ms = struck.delay_s * 1_000 if struck and struck.name == "slow" else ANSWERS_AFTER_MS
        return Asked(self._reply(request), 1, took_ms)

    def _reply(self, request: Request) -> Reply:
        asked = chat_request(request["messages"], request["tools"], request["options"].get("seed"))
        said = answer_or_spoil(asked, self._how, self._requests)
        calls = tuple({"name": one.name, "arguments": one.arguments} for one in said.tool_calls)
        return Reply(said.content, calls, done_reason="stop")
