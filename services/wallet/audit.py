"""`/audit`: whether the books hold, and proofs for whoever wants to see for themselves."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Request, Response

from events.credits import wallet
from events.errors import InvalidProof
from events.eventlog import PostgresEventLog
from events.transparency.postgres import PostgresHeads
from services.accounts import Caller, RequestCaller, requires
from services.audit.proving import prove
from services.wallet.auditing import Auditing
from services.wallet.context import RequestBooks
from services.web.problems import Problem

router = APIRouter(prefix="/audit", tags=["audit"])

Auditor = Annotated[Caller, requires("auditor")]


@router.get("")
@router.get("/", include_in_schema=False)
async def last_verification(request: Request, _: Auditor) -> dict[str, Any]:
    """What the last verification found; `ok` is null as long as there was none."""
    auditing: Auditing = request.app.state.auditing
    if auditing.result is None or auditing.verified_at is None:
        return {"ok": None, "verified_at": None}
    return {**auditing.result, "verified_at": auditing.verified_at.isoformat()}


@router.get("/head")
async def signed_head(books: RequestBooks, _: RequestCaller) -> dict[str, Any]:
    """The newest signed head: what everything up to its position can be proved by."""
    newest = await PostgresHeads(_log_of(books)).newest()
    if newest is None:
        raise Problem(404, "no head was signed yet")
    return {
        "hub": books.log.hub,
        "position": newest.position,
        "root": newest.root.hex(),
        "time": newest.signed_at.isoformat(),
        "key_id": newest.key_id,
        "checkpoint": newest.note,
    }


@router.get("/proof/{transaction_id}")
async def proof(transaction_id: UUID, books: RequestBooks, caller: RequestCaller) -> Response:
    """A file that proves a transaction to whoever has the public key: `soms audit check-proof`."""
    event = await books.log.get(transaction_id)
    if event is None:
        raise Problem(404, f"transaction_id: no transaction {transaction_id}")
    if caller.person is None or wallet(caller.person) not in (event.subject, *event.tags):
        caller.require("auditor", "service")
    try:
        made = await prove(_log_of(books), event)
    except InvalidProof as error:
        raise Problem(404, f"{error}; try again in a minute") from None
    return Response(made.as_json(), media_type="application/json")


def _log_of(books: RequestBooks) -> PostgresEventLog:
    assert isinstance(books.log, PostgresEventLog), "heads are signed beside a log in Postgres"
    return books.log
