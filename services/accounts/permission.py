"""What a route asks of its caller: `caller: RequestCaller`, or one of certain roles.

    @router.post("/")
    async def create(caller: Annotated[Caller, requires("kiosk", "service")]) -> …

    @router.get("/{user_id}")
    async def read(user_id: int, caller: Annotated[Caller, is_self_or("auditor")]) -> …

Every route that writes says who may; `undeclared` finds those that do not. All of these wait for
nothing, and are coroutines because FastAPI takes a thread for whatever is none.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from starlette.routing import BaseRoute

from events.people import Role
from services.accounts.caller import Caller
from services.web.problems import Problem

WRITES = frozenset({"POST", "PUT", "PATCH", "DELETE"})


@dataclass(frozen=True)
class Requirement:
    """What is asked of a caller; as a dependency, it gives the caller who meets it."""

    roles: tuple[Role, ...]
    self_in: str | None = None
    """The path parameter with the number of the person who may as well."""

    async def __call__(self, request: Request) -> Caller:
        caller = caller_of(request)
        if self.self_in is None:
            caller.require(*self.roles)
        else:
            caller.require_self_or(_number(request.path_params[self.self_in]), *self.roles)
        return caller


@dataclass(frozen=True)
class Anybody:
    """Every caller may, once known."""

    async def __call__(self, request: Request) -> Caller:
        return caller_of(request)


def caller_of(request: Request) -> Caller:
    """Raises `Problem` 401 where nobody is known, as on a path that is open to all."""
    caller: Caller | None = getattr(request.state, "caller", None)
    if caller is None:
        raise Problem(401, "sign in first", headers={"WWW-Authenticate": "Bearer"})
    return caller


RequestCaller = Annotated[Caller, Depends(Anybody())]
"""Whoever asks, and is known."""


def requires(*roles: Role) -> Any:  # as `Depends`, whose type this is
    """A caller of one of these roles, or an operator. Else 403."""
    return Depends(Requirement(roles))


def is_self_or(*roles: Role, parameter: str = "user_id") -> Any:  # as above
    """The person whom the path names, or a caller of one of these roles, or an operator."""
    return Depends(Requirement(roles, parameter))


def _number(text: str) -> int:
    """What names nobody is nobody; the route itself says what is wrong with it."""
    return int(text) if text.isdecimal() and len(text) < 19 else 0


def undeclared(routes: Iterable[BaseRoute]) -> list[str]:
    """The paths of those routes that write and ask nothing of their caller."""
    return [
        route.path
        for route in every_route(routes)
        if not WRITES.isdisjoint(route.methods or ())
        and not any(isinstance(one, Requirement | Anybody) for one in _calls(route.dependant))
    ]


def every_route(routes: Iterable[BaseRoute]) -> Iterator[APIRoute]:
    """All of an application's, with those of included routers, which FastAPI keeps as they are."""
    for route in routes:
        if isinstance(route, APIRoute):
            yield route
        elif included := getattr(route, "original_router", None):
            yield from every_route(included.routes)


def _calls(dependant: Dependant) -> Iterator[object]:
    for one in dependant.dependencies:
        yield one.call
        yield from _calls(one)
