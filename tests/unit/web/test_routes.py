"""No request waits for a thread: FastAPI takes one for whatever is no coroutine."""

from inspect import iscoroutinefunction
from unittest.mock import Mock

import pytest
from fastapi import FastAPI
from fastapi.dependencies.models import Dependant

from services.accounts.permission import every_route
from services.backend.app import create_app as backend
from services.mock_llm.app import create_app as mock_llm
from services.wallet.app import create_app as wallet

APPS = {
    "wallet": wallet(Mock()),
    "backend": backend(*(Mock() for _ in range(7))),
    "mock_llm": mock_llm("any"),
}


def threads(dependant: Dependant) -> list[str]:
    """What of a route, and of all that it depends on, a thread is taken for."""
    call = dependant.call
    assert call is not None
    inner = [name for one in dependant.dependencies for name in threads(one)]
    if iscoroutinefunction(call) or iscoroutinefunction(type(call).__call__):
        return inner
    return [*inner, repr(call)]


@pytest.mark.parametrize("app", APPS.values(), ids=APPS)
def test_no_route_takes_a_thread(app: FastAPI) -> None:
    routes = list(every_route(app.routes))
    assert len(routes) > 15
    assert [name for route in routes for name in threads(route.dependant)] == []
