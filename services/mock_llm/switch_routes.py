"""`/misbehaviour`: lets the model go wrong on purpose, and be good again."""

from typing import Annotated, Any

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field

from services.mock_llm.misbehaviour import (
    DELAY_S,
    LONGEST_DELAY_S,
    NAMES,
    Misbehaviour,
    Name,
)
from services.mock_llm.switch import Switch

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


@router.get("")
async def current(request: Request) -> dict[str, Any]:
    return _told(request.app.state.switch)


@router.put("")
async def switch_on(request: Request, wanted: Wanted) -> dict[str, Any]:
    switch: Switch = request.app.state.switch
    switch.set(Misbehaviour(wanted.name, wanted.share, wanted.seed, wanted.delay_s))
    return _told(switch)


@router.delete("")
async def switch_off(request: Request) -> dict[str, Any]:
    switch: Switch = request.app.state.switch
    switch.set(None)
    return _told(switch)


def _told(switch: Switch) -> dict[str, Any]:
    how = switch.how
    now = None if how is None else Wanted.model_validate(how, from_attributes=True).model_dump()
    return {"misbehaviour": now, "names": list(NAMES)}
