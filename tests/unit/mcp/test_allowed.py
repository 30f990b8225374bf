"""By which names the server may be called: a page that a name was bound to anew is not let in."""

import pytest
from mcp.server.transport_security import TransportSecurityMiddleware
from starlette.requests import Request

from services.mcp.app import allowed_at


async def status(hosts: tuple[str, ...], **headers: str) -> int:
    given = {"content-type": "application/json", **headers}
    raw = [(name.encode(), value.encode()) for name, value in given.items()]
    request = Request({"type": "http", "method": "POST", "headers": raw})
    answer = await TransportSecurityMiddleware(allowed_at(hosts)).validate_request(request, True)
    return 200 if answer is None else answer.status_code


@pytest.mark.parametrize("host", ["127.0.0.1:8004", "localhost:8004", "[::1]:8004"])
async def test_this_machine_is_always_itself(host: str) -> None:
    assert await status((), host=host) == 200


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example:8004", "localhost.evil"])
async def test_other_names_are_refused(host: str) -> None:
    assert await status((), host=host) == 421


async def test_names_that_were_set_are_ours_too() -> None:
    named = ("hub.office.example", "fd00::7")
    assert await status(named, host="hub.office.example") == 200
    assert await status(named, host="[fd00::7]:8004") == 200
    ours = "https://hub.office.example"
    assert await status(named, host="hub.office.example", origin=ours) == 200
    assert await status(named, host="hub.office.example", origin="https://evil.example") == 403
