"""Who an agent is: by its API token, on every call anew, so that a revoked one is good no longer.

Where authentication is open, an agent without a token may look. It may not act: whoever acts is
somebody, and may be asked about it.
"""

from collections.abc import Awaitable, Callable
from typing import Any

from mcp.server.context import ServerRequestContext
from pydantic import SecretStr
from starlette.requests import Request

from services.accounts import Accounts, Caller
from services.accounts.caller import ANYBODY
from services.mcp.faults import Fault

LOOKER = Caller(None, "member")
"""An agent that nobody knows, where authentication is open."""

Context = ServerRequestContext[Any, Any]
WhoAsks = Callable[[Context], Awaitable[Caller]]


async def of_request(context: Context) -> Caller:
    """Whom the door has let in. Raises `Fault`."""
    request = context.request
    caller = getattr(request.state, "caller", None) if isinstance(request, Request) else None
    if not isinstance(caller, Caller):
        raise Fault("send an API token that is good, as a Bearer token")
    return LOOKER if caller == ANYBODY else caller


def of_token(accounts: Accounts, token: SecretStr | None) -> WhoAsks:
    """For a client that started this process, and gave it the token."""

    async def who(_: Context) -> Caller:
        given = None if token is None else token.get_secret_value()
        caller = await accounts.caller(given, None, "stdio")
        if caller is None or (caller == ANYBODY and given is not None):
            raise Fault("SOMS_API_TOKEN: is missing, or is no token that is good")
        return LOOKER if caller == ANYBODY else caller

    return who
