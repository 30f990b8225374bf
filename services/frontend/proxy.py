"""Passes requests on to the service that owns their path, streaming both ways, never buffering.

Paths go on as they were written, and where a service names an address of its own, the caller is
told the one under which it is seen.
"""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from http.cookiejar import CookieJar, DefaultCookiePolicy
from urllib.parse import quote, urlsplit, urlunsplit

import httpx
from fastapi import Request
from starlette.background import BackgroundTask
from starlette.responses import Response, StreamingResponse

from services.frontend.metrics import PROXIED
from services.web.problems import problem

CONNECT_TIMEOUT_S = 2.0
CONNECTIONS = 256
HOP_BY_HOP = frozenset(
    {"connection", "keep-alive", "te", "trailer", "transfer-encoding", "upgrade", "host"}
)
FORWARDED = frozenset({"forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto"})
OUR_OWN = frozenset({"date", "server"})
"""Headers that this server gives every answer itself."""

AS_WRITTEN = "/%:@!$&'()*+,;=~"
"""What a path may hold beside letters and digits, without being encoded for it."""


@dataclass(frozen=True, slots=True)
class Route:
    """Requests below `prefix` go to `target`, with the prefix replaced by `rewrite`."""

    prefix: str
    target: str
    rewrite: str = "/"

    def url(self, rest: str, query: str) -> str:
        """Where the service finds what the caller finds at `rest` below the prefix."""
        return self.target.rstrip("/") + self.rewrite + rest + (f"?{query}" if query else "")

    def seen(self, location: str) -> str:
        """Where the caller finds what the service calls `location`."""
        named, own = urlsplit(location), urlsplit(self.target)
        if named.scheme or named.netloc:
            if (named.scheme, named.netloc) != (own.scheme, own.netloc):
                return location
        elif not named.path.startswith("/"):
            return location
        path, below = named.path, own.path.rstrip("/") + self.rewrite
        if path.startswith(below):
            path = self.prefix + path.removeprefix(below)
        return urlunsplit(("", "", path, named.query, named.fragment))


def new_client() -> httpx.AsyncClient:
    """Reads wait for ever, for a stream of events may be silent for long.

    It keeps no cookies: what a service gives one caller would go along with everybody's requests.
    """
    return httpx.AsyncClient(
        cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
        timeout=httpx.Timeout(None, connect=CONNECT_TIMEOUT_S),
        limits=httpx.Limits(max_connections=CONNECTIONS),
        follow_redirects=False,
    )


async def forward(client: httpx.AsyncClient, route: Route, request: Request) -> Response:
    """The answer of the service behind `route`; 503 if it cannot be reached."""
    answer = await _asked(client, route, request)
    PROXIED.labels(route.prefix, answer.status_code).inc()
    return answer


async def _asked(client: httpx.AsyncClient, route: Route, request: Request) -> Response:
    outgoing = client.build_request(
        request.method,
        route.url(_rest(route.prefix, request), request.scope["query_string"].decode("latin-1")),
        headers=_passed_on(request.headers, HOP_BY_HOP | FORWARDED) | _forwarded(request),
        content=request.stream(),
    )
    try:
        answer = await client.send(outgoing, stream=True)
    except httpx.TransportError:
        return problem(503, f"the service behind {route.prefix} cannot be reached just now")
    headers = _passed_on(answer.headers, HOP_BY_HOP | OUR_OWN)
    if "location" in headers:
        headers["location"] = route.seen(headers["location"])
    return StreamingResponse(
        _body(answer),
        answer.status_code,
        headers,
        background=BackgroundTask(answer.aclose),
    )


async def _body(answer: httpx.Response) -> AsyncIterator[bytes]:
    try:
        async for chunk in answer.aiter_raw():
            yield chunk
    except httpx.TransportError:
        return


def _rest(prefix: str, request: Request) -> str:
    """What follows the prefix, as the caller wrote it: `%2F` is no `/`."""
    written = quote(request.scope["raw_path"], safe=AS_WRITTEN)
    if written.startswith(prefix):
        return written.removeprefix(prefix)
    return quote(request.scope["path"].removeprefix(prefix))


def _forwarded(request: Request) -> dict[str, str]:
    """Who asks, and under which address we are known, as we see it and not as the caller says."""
    seen = {
        "x-forwarded-for": request.client.host if request.client else "",
        "x-forwarded-host": request.headers.get("host", ""),
        "x-forwarded-proto": request.url.scheme,
    }
    return {name: text for name, text in seen.items() if text}


def _passed_on(headers: Mapping[str, str], without: frozenset[str]) -> dict[str, str]:
    return {name.lower(): text for name, text in headers.items() if name.lower() not in without}
