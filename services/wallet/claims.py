"""`/claims`: what a token is good for, and redeeming it. The backend passes its own on to here."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Request
from pydantic import BaseModel, ConfigDict

from events.credits import Transferred, TransferRefused
from handlers.credits.arguments import Number
from handlers.credits.books import CLAIMS
from projections.claims import Claim
from services.accounts import Caller, RequestCaller, requires
from services.accounts.presence import require_present
from services.backend.effects import effect_of
from services.claims import digest_of
from services.wallet.books import Books
from services.wallet.clock import now
from services.wallet.context import RequestBooks
from services.web.problems import Problem

router = APIRouter(prefix="/claims", tags=["claims"])

PAID_WITHIN_S = 2.0
"""For the payment to be in the books, at most."""

Redeemer = Annotated[Caller, requires("member", "kiosk", "service")]

_PAYMENTS = frozenset({Transferred.event_type, TransferRefused.event_type})

Token = Annotated[str, Path(pattern=r"^[0-9A-Za-z_-]{43}$")]


class Redeeming(BaseModel):
    """Who is to be paid."""

    model_config = ConfigDict(extra="ignore")

    user_id: Number


@router.get("/{token}")
async def one_claim(token: Token, books: RequestBooks, _: RequestCaller) -> dict[str, Any]:
    """What the token is good for; 404 if it is none."""
    await books.catch_up()
    return _object(await _found(books, token))


@router.post("/{token}")
async def redeem(
    token: Token, body: Redeeming, request: Request, books: RequestBooks, caller: Redeemer
) -> dict[str, Any]:
    """Be paid for a task; 409 if somebody was already, 410 if it is too late."""
    person = caller.person_meant(body.user_id)
    await require_present(request.app.state.accounts, body.user_id)
    await books.welcome(body.user_id)
    if not books.has_wallet(body.user_id):
        raise Problem(404, f"user_id: user {body.user_id} has no wallet")
    given = {"claim": digest_of(token), "person": person}
    event = await books.ledger.give("redeem_claim", given, actor=caller.actor)
    if event is not None:
        await effect_of(books.log, event.id, _PAYMENTS, PAID_WITHIN_S)
    return _object(await _found(books, token))


async def _found(books: Books, token: str) -> Claim:
    claim, _ = await books.ledger.look(lambda known: known.of(CLAIMS).get(digest_of(token)))
    if claim is None:
        raise Problem(404, "token: there is no such claim")
    return claim


def _object(claim: Claim) -> dict[str, Any]:
    is_late = claim.status == "issued" and now() >= claim.expires_at
    return {
        "task_id": claim.task,
        "amount": claim.amount_milli,
        "status": "expired" if is_late else claim.status,
        "issued_at": claim.issued_at.isoformat(),
        "expires_at": claim.expires_at.isoformat(),
        "claimed_by": claim.person,
    }
