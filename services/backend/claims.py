"""`/claims`: the wallet's, passed on; a dashboard knows one backend."""

from typing import Annotated, Any

import httpx
from fastapi import APIRouter, Path, Request, Response
from pydantic import BaseModel, ConfigDict

from handlers.credits.arguments import Number
from services.accounts import Caller, RequestCaller, requires
from services.web.problems import Problem, try_again

router = APIRouter(prefix="/claims", tags=["claims"])

Redeemer = Annotated[Caller, requires("member", "kiosk", "service")]

Token = Annotated[str, Path(pattern=r"^[0-9A-Za-z_-]{1,128}$")]


class Redeeming(BaseModel):
    """Who is to be paid; by default who is signed in."""

    model_config = ConfigDict(extra="ignore")

    user_id: Number | None = None


@router.get("/{token}")
async def one_claim(token: Token, request: Request, _: RequestCaller) -> Response:
    """What the token is good for; 404 if it is none."""
    return await _passed_on(request, "GET", token)


@router.post("/{token}")
async def redeem(
    token: Token, request: Request, caller: Redeemer, body: Redeeming | None = None
) -> Response:
    """Be paid for a task; 409 if somebody was already, 410 if it is too late."""
    person = caller.person_meant(None if body is None else body.user_id)
    if person is None:
        raise Problem(422, "user_id: needed, to know who is to be paid")
    return await _passed_on(request, "POST", token, {"user_id": person})


async def _passed_on(
    request: Request, method: str, token: str, body: dict[str, Any] | None = None
) -> Response:
    client: httpx.AsyncClient = request.app.state.wallet
    try:
        answer = await client.request(method, f"/claims/{token}", json=body)
    except httpx.TransportError:
        return try_again("the wallet cannot be reached just now; try again")
    kind = answer.headers.get("content-type", "application/json")
    return Response(answer.content, answer.status_code, media_type=kind)
