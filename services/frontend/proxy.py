"""Passes requests on to the service that owns their path, streaming both ways, never buffering."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass

import httpx
from fastapi import Request
from starlette.background import BackgroundTask
from starlette.responses import Response, StreamingResponse

from services.web.problems import problem

CONNECT_TIMEOUT_S = 2.0
CONNECTIONS = 256
HOP_BY_HOP = frozenset(
    {"connection", "keep-alive", "te", "trailer", "transfer-encoding", "upgrade", "host"}
)


@dataclass(frozen=True, slots=True)
class Route:
    """Requests below `prefix` go to `target`, with the prefix replaced by `rewrite`."""

    prefix: str
    target: str
    rewrite: str = "/"

    def url(self, path: str, query: str) -> str:
        rest = self.rewrite + path.removeprefix(self.prefix)
        return self.target.rstrip("/") + rest + (f"?{query}" if query else "")


def new_client() -> httpx.AsyncClient:
    """Reads wait for ever, for a stream of events may be silent for long."""
    return httpx.AsyncClient(
        timeout=httpx.Timeout(None, connect=CONNECT_TIMEOUT_S),
        limits=httpx.Limits(max_connections=CONNECTIONS),
        follow_redirects=False,
    )


async def forward(client: httpx.AsyncClient, route: Route, request: Request) -> Response:
    """The answer of the service behind `route`; 503 if it cannot be reached."""
    outgoing = client.build_request(
        request.method,
        route.url(request.url.path, request.url.query),
        headers=_passed_on(request.headers),
        content=request.stream(),
    )
    try:
        answer = await client.send(outgoing, stream=True)
    except httpx.TransportError:
        return problem(503, f"the service behind {route.prefix} cannot be reached just now")
    return StreamingResponse(
        _body(answer),
        answer.status_code,
        _passed_on(answer.headers),
        background=BackgroundTask(answer.aclose),
    )


async def _body(answer: httpx.Response) -> AsyncIterator[bytes]:
    try:
        async for chunk in answer.aiter_raw():
            yield chunk
    except httpx.TransportError:
        return


def _passed_on(headers: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in headers.items() if name.lower() not in HOP_BY_HOP}
