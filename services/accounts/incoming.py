"""A request as the door sees it: what it asks for, who says they send it, and from where."""

from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import Scope

from services.accounts.permission import WRITES
from services.setting_types import is_loopback

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
        address = address_of(scope, headers)
        return cls(method, scope["path"], headers, address, scope.get("scheme", "http"))

    @property
    def writes(self) -> bool:
        return self.method in WRITES

    @property
    def is_encrypted(self) -> bool:
        """Whether the browser speaks https, to us or to the proxy before us."""
        return "https" in {self.scheme, self.headers.get("x-forwarded-proto")}

    @property
    def token(self) -> str | None:
        scheme, _, token = self.headers.get("authorization", "").partition(" ")
        return token.strip() if scheme.lower() == "bearer" else None

    @property
    def cookie(self) -> str | None:
        return cookie_of(self.headers)

    def is_foreign(self, *, strictly: bool) -> bool:
        """Whether another site's page sent it; strictly, any page that is not of this address."""
        site = self.headers.get("sec-fetch-site")
        if site is not None:
            return site not in (SAME if strictly else SAME | {"same-site"})
        origin = self.headers.get("origin")
        if origin is None or not strictly:
            return False  # no browser of today leaves both out where it writes
        ours = {self.headers.get("host"), self.headers.get("x-forwarded-host")}
        return urlsplit(origin).netloc not in ours


def cookie_of(headers: Headers) -> str | None:
    """The session's cookie."""
    try:
        found = SimpleCookie(headers.get("cookie", "")).get(COOKIE)
    except CookieError:
        return None
    return found.value if found else None


def address_of(scope: Scope, headers: Headers) -> str:
    """Where it comes from; a proxy on this machine is believed for whom it passes it on."""
    peer = scope["client"][0] if scope.get("client") else "unknown"
    passed_on = headers.get("x-forwarded-for", "").rpartition(",")[2].strip()
    return passed_on if passed_on and is_loopback(peer) else peer
