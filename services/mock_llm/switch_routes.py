"""`/misbehaviour`: lets the model go wrong on purpose, and be good again.

Whoever is on this machine may, and our own services; the mock has no accounts to know others by.
"""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, ConfigDict, Field

from services.mock_llm.misbehaviour import (
    DELAY_S,
    LONGEST_DELAY_S,
    NAMES,
    Misbehaviour,
    Name,
)
from services.mock_llm.switch import Switch
from services.setting_types import is_loopback
from services.web.problems import Problem
from services.web.service_token import is_of_a_service

router = APIRouter(prefix="/misbehaviour", tags=["misbehaviour"])


class Wanted(BaseModel):
    """What is to go wrong."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)

    name: Name
    share: Annotated[float, Field(ge=0, le=1)] = 1.0
    """Of the requests."""
    seed: int = 0
    """Chooses which requests it strikes; the same seed strikes the same ones."""
    delay_s: Annotated[float, Field(ge=0, le=LONGEST_DELAY_S)] = DELAY_S
    """How long `slow` takes."""


async def may_switch(request: Request) -> None:
    """Raises `Problem` 403."""
    if request.client is not None and is_loopback(request.client.host):
        return
    shown = request.headers.get("authorization", "")
    if not is_of_a_service(shown, request.app.state.own_token):
        raise Problem(403, "this may be done from this machine, or with the services' own token")


@router.get("")
async def current(request: Request) -> dict[str, Any]:
    return _told(request.app.state.switch)


@router.put("", dependencies=[Depends(may_switch)])
async def switch_on(request: Request, wanted: Wanted) -> dict[str, Any]:
    switch: Switch = request.app.state.switch
    switch.set(Misbehaviour(wanted.name, wanted.share, wanted.seed, wanted.delay_s))
    return _told(switch)


@router.delete("", dependencies=[Depends(may_switch)])
async def switch_off(request: Request) -> dict[str, Any]:
    switch: Switch = request.app.state.switch
    switch.set(None)
    return _told(switch)


def _told(switch: Switch) -> dict[str, Any]:
    how = switch.how
    now = None if how is None else Wanted.model_validate(how, from_attributes=True).model_dump()
    return {"misbehaviour": now, "names": list(NAMES)}
