"""`/wallets`: who has how much, and how that came about."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Response
from pydantic import BaseModel, ConfigDict

from events.credits import wallet
from events.identity import Position
from handlers.credits.arguments import NUMBER_LIMIT, Number
from projections.accounts import Account
from projections.person_totals import PersonTotal
from services.accounts import Caller, RequestCaller, is_self_or
from services.wallet.books import Books
from services.wallet.context import AtPosition, RequestBooks, RequestViews
from services.wallet.entries import entry_object, wallet_number
from services.wallet.leaderboards import TOTALS, totals_object
from services.web.problems import Problem

router = APIRouter(prefix="/wallets", tags=["wallets"])

PAGE = 50
PAGE_LIMIT = 200
OFFSET_LIMIT = 10**12

Reader = Annotated[Caller, is_self_or("auditor", "service")]
User = Annotated[int, Path(ge=0, le=NUMBER_LIMIT)]


class NewWallet(BaseModel):
    """Whose wallet."""

    model_config = ConfigDict(extra="ignore")

    user_id: Number


@router.post("/")
async def open_wallet(
    body: NewWallet, books: RequestBooks, caller: RequestCaller
) -> dict[str, Any]:
    """Open a wallet; one that is open already is returned as it is."""
    caller.require_self_or(body.user_id, "service")
    await books.ledger.give("open_wallet", {"person": body.user_id}, actor=caller.actor)
    account, _ = await _found(books, body.user_id, None)
    return wallet_object(account, books.reserved(body.user_id))


@router.get("/{user_id}")
async def one_wallet(
    user_id: User, books: RequestBooks, at: AtPosition, response: Response, _: Reader
) -> dict[str, Any]:
    """What somebody has; the system's wallet is number 0, and alone may be below zero."""
    account, position = await _found(books, user_id, at)
    response.headers["SOMS-Position"] = str(position)
    reserved = books.reserved(user_id) if at is None else await books.reserved_at(user_id, at)
    return wallet_object(account, reserved)


@router.get("/{user_id}/totals")
async def totals(
    user_id: User,
    books: RequestBooks,
    views: RequestViews,
    at: AtPosition,
    response: Response,
    _: Reader,
) -> dict[str, Any]:
    """What somebody has earned, been given, given, and lost to rules, all in all."""
    found = await views.read(TOTALS, wallet(user_id))
    response.headers["SOMS-Position"] = str(found.position)
    total = found.rows.get(wallet(user_id))
    if total is None:
        account, _position = await _found(books, user_id, at)
        total = PersonTotal(user_id, account.opened_at)
    return totals_object(total)


@router.get("/{user_id}/history")
async def history(
    user_id: User,
    books: RequestBooks,
    at: AtPosition,
    response: Response,
    _: Reader,
    limit: Annotated[int, Query(ge=1, le=PAGE_LIMIT)] = PAGE,
    offset: Annotated[int, Query(ge=0, le=OFFSET_LIMIT)] = 0,
) -> list[dict[str, Any]]:
    """The entries of a wallet, newest first."""
    account, position = await _found(books, user_id, at)
    response.headers["SOMS-Position"] = str(position)
    entries = await books.statement(account, position, limit, offset)
    return [entry_object(entry) for entry in entries]


async def _found(books: Books, person: int, at: Position | None) -> tuple[Account, Position]:
    """The account, and the position that it stands for. Raises `Problem` where there is none."""
    if at is None:
        account, position = await books.account(person)
    else:
        account, position = await books.account_at(person, at), at
    if account is None:
        raise Problem(404, f"user_id: no wallet of user {person}")
    return account, position


def wallet_object(account: Account, reserved_milli: int) -> dict[str, Any]:
    """`available` can be spent; `reserved` waits in escrow for tasks that the person took."""
    number = wallet_number(account.account)
    return {
        "id": number,
        "user_id": number,
        "balance": account.balance_milli,
        "available": account.balance_milli,
        "reserved": reserved_milli,
        "created_at": account.opened_at.isoformat(),
        "updated_at": account.updated_at.isoformat(),
    }
