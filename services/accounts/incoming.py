"""A request as the door sees it: what it asks for, who says they send it, and from where.

Of a proxy on this machine, the server has put the address and the scheme that it passes on in place
of the proxy's own.
"""

from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie

from starlette.datastructures import Headers
from starlette.types import Scope

from services.accounts.permission import WRITES

COOKIE = "soms_session"

SAME = frozenset({"same-origin", "none"})
"""What a browser says of a request from a page of ours, or from nobody's."""


@dataclass(frozen=True)
class Incoming:
    """What the door looks at."""

    method: str
    path: str
    headers: Headers
    address: str
    scheme: str = "http"

    @classmethod
    def of(cls, scope: Scope) -> "Incoming":
        headers = Headers(scope=scope)
        method = "GET" if scope["method"] == "HEAD" else scope["method"]
        return cls(method, scope["path"], headers, _address(scope), scope.get("scheme", "http"))

    @property
    def writes(self) -> bool:
        return self.method in WRITES

    @property
    def is_encrypted(self) -> bool:
        """Whether the browser speaks https, to us or to the proxy before us."""
        return self.scheme == "https"

    @property
    def token(self) -> str | None:
        scheme, _, token = self.headers.get("authorization", "").partition(" ")
        return token.strip() if scheme.lower() == "bearer" else None

    @property
    def cookie(self) -> str | None:
        """The session's."""
        try:
            found = SimpleCookie(self.headers.get("cookie", "")).get(COOKIE)
        except CookieError:
            return None
        return found.value if found else None

    def is_foreign(self, *, strictly: bool) -> bool:
        """Whether another site's page sent it; strictly, any page that is not of this address."""
        site = self.headers.get("sec-fetch-site")
        if site is not None:
            return site not in (SAME if strictly else SAME | {"same-site"})
        origin = self.headers.get("origin")
        if origin is None or not strictly:
            return False  # no browser of today leaves both out where it writes
        ours = {self.headers.get("host"), self.headers.get("x-forwarded-host")}
        return origin.partition("://")[2] not in ours


def _address(scope: Scope) -> str:
    client = scope.get("client")
    return client[0] if client else "unknown"
