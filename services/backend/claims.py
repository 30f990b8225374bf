"""`/claims`: the wallet's, passed on, and as a code to scan; a dashboard knows one backend."""

from collections.abc import Mapping
from typing import Annotated, Any

import httpx
from fastapi import APIRouter, Path, Request, Response
from pydantic import BaseModel, ConfigDict

from handlers.credits.arguments import Number
from services.accounts import Caller, RequestCaller, requires
from services.accounts.incoming import Incoming
from services.backend.claim_codes import claim_address, code_of
from services.web.problems import Problem

router = APIRouter(prefix="/claims", tags=["claims"])

Redeemer = Annotated[Caller, requires("member", "kiosk", "service")]

Token = Annotated[str, Path(pattern=r"^[0-9A-Za-z_-]{1,128}$")]

OVER: Mapping[str, tuple[int, str]] = {
    "redeemed": (409, "the claim was redeemed already"),
    "expired": (410, "the claim has expired"),
    "withdrawn": (410, "the task was paid by hand"),
}
"""Of what has come to its end there is no code, as nobody would be paid by it any more."""


class Redeeming(BaseModel):
    """Who is to be paid; by default who is signed in."""

    model_config = ConfigDict(extra="ignore")

    user_id: Number | None = None


@router.get("/{token}")
async def one_claim(token: Token, request: Request, _: RequestCaller) -> Response:
    """What the token is good for; 404 if it is none."""
    return _passed_on(await _asked(request, "GET", token))


@router.get("/{token}/qr.svg", response_class=Response)
async def code(token: Token, request: Request, _: RequestCaller) -> Response:
    """The page's address to redeem it at, as a QR code; 404, 409 or 410 where there is none."""
    answer = await _asked(request, "GET", token)
    if not answer.is_success:
        return _passed_on(answer)
    if over := OVER.get(answer.json()["status"]):
        raise Problem(*over)
    drawn = code_of(claim_address(Incoming.of(request.scope), token))
    return Response(drawn, media_type="image/svg+xml", headers={"Cache-Control": "no-store"})


@router.post("/{token}")
async def redeem(
    token: Token, request: Request, caller: Redeemer, body: Redeeming | None = None
) -> Response:
    """Be paid for a task; 409 if somebody was already, 410 if it is too late."""
    person = caller.person_meant(None if body is None else body.user_id)
    if person is None:
        raise Problem(422, "user_id: needed, to know who is to be paid")
    return _passed_on(await _asked(request, "POST", token, {"user_id": person}))


async def _asked(
    request: Request, method: str, token: str, body: dict[str, Any] | None = None
) -> httpx.Response:
    """The wallet's answer. Raises `Problem` 503."""
    client: httpx.AsyncClient = request.app.state.wallet
    try:
        return await client.request(method, f"/claims/{token}", json=body)
    except httpx.TransportError:
        detail = "the wallet cannot be reached just now; try again"
        raise Problem(503, detail, headers={"Retry-After": "1"}) from None


def _passed_on(answer: httpx.Response) -> Response:
    kind = answer.headers.get("content-type", "application/json")
    return Response(answer.content, answer.status_code, media_type=kind)
