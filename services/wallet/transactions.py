"""`/transactions`: credits move, and what moved is told back entry by entry."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict

from events.credits import Transferred, wallet
from handlers.credits.arguments import AmountMilli, Description, Number, Reference
from handlers.credits.rules import AMOUNT_LIMIT, FEE_PERCENT, minimum_transfer, transfer_fee
from services.accounts import Caller, RequestCaller, requires
from services.wallet.books import Books, Moved
from services.wallet.context import RequestBooks
from services.wallet.economy import IN_FULL, RequestProfile
from services.wallet.entries import entries_of
from services.web.problems import Problem

router = APIRouter(prefix="/transactions", tags=["transactions"])


class TaskReward(BaseModel):
    """Whom, how much, and for which task."""

    model_config = ConfigDict(extra="ignore")

    user_id: Number
    amount: AmountMilli
    task_id: Number
    description: Description | None = None


class PeerTransfer(BaseModel):
    """Who gives how much to whom."""

    model_config = ConfigDict(extra="ignore")

    from_user_id: Number
    to_user_id: Number
    amount: AmountMilli
    description: Description | None = None
    reference_id: Reference | None = None


@router.post("/task-reward")
async def task_reward(
    body: TaskReward,
    books: RequestBooks,
    profile: RequestProfile,
    caller: Annotated[Caller, requires("service")],
) -> dict[str, Any]:
    """Pay for a task by hand, once; tasks of this office are paid by themselves.

    For a task that this office knows nothing of, credits are issued: that is for operators.
    """
    if not await books.knows_task(body.task_id):
        caller.require()
        if profile == "off":
            raise Problem(403, "SOMS_CREDITS is off: no credits are issued")
    _require_there(books, body.user_id, "user_id")
    await books.welcome(body.user_id)
    given = {
        "person": body.user_id,
        "amount_milli": body.amount,
        "task": body.task_id,
        "description": body.description,
    }
    return _told(await books.move("grant_reward", given, caller.actor))


@router.post("/p2p-transfer", dependencies=[IN_FULL])
async def p2p_transfer(
    body: PeerTransfer, books: RequestBooks, caller: RequestCaller
) -> dict[str, Any]:
    """Give credits to somebody; the fee comes on top and is burned."""
    caller.require_self_or(body.from_user_id)
    _require_there(books, body.to_user_id, "to_user_id")
    for person in (body.from_user_id, body.to_user_id):
        await books.welcome(person)
    supply, position = books.known_supply()
    given = {
        "payer": body.from_user_id,
        "payee": body.to_user_id,
        "amount_milli": body.amount,
        "minimum_milli": minimum_transfer(supply.circulating_milli),
        "minimum_at": position,
        "description": body.description,
        "reference": body.reference_id,
    }
    moved = await books.move("transfer", given, caller.actor)
    return {**_told(moved), "fee": transfer_fee(body.amount)}


@router.get("/transfer-fee")
async def quote(
    amount: Annotated[int, Query(ge=1, le=AMOUNT_LIMIT)], books: RequestBooks
) -> dict[str, Any]:
    """What a transfer would cost, and whether it is large enough."""
    supply, _ = await books.supply()
    minimum = minimum_transfer(supply.circulating_milli)
    return {
        "fee_rate": FEE_PERCENT / 100,
        "fee_amount": transfer_fee(amount),
        "net_amount": amount,
        "min_transfer": minimum,
        "below_minimum": amount < minimum,
    }


@router.get("/{transaction_id}")
async def one_transaction(
    transaction_id: UUID, books: RequestBooks, caller: RequestCaller
) -> dict[str, Any]:
    """The entries of one movement; balances are told in statements."""
    event = await books.log.get(transaction_id)
    if event is None or event.type != Transferred.event_type:
        raise Problem(404, f"transaction_id: no transaction {transaction_id}")
    if caller.person is None or wallet(caller.person) not in (event.subject, *event.tags):
        caller.require("auditor", "service")
    return _told(Moved(event, {}))


def _require_there(books: Books, person: int, field: str) -> None:
    """Credits of somebody who has left are of no use to anybody. Raises `Problem` 400."""
    if books.roster.has_left(person):
        raise Problem(400, f"{field}: user {person} takes part no more")


def _told(moved: Moved) -> dict[str, Any]:
    entries = entries_of(moved.event, moved.balances)
    return {"transaction_id": str(moved.event.id), "entries": entries}
