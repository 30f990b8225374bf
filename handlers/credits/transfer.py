"""transfer: a person gives credits to another, and pays a fee on top that is burned.

The minimum follows from all credits that circulate, which everybody changes all the time; so the
command brings the one that held when it was given, and says as of which position; the audit checks
it.
"""

from typing import Annotated

from pydantic import Field, field_validator

from events.credits import BURNED, wallet
from events.identity import Subject
from handlers.commands import Arguments, kept
from handlers.credits.arguments import AmountMilli, Description, Number, Reference
from handlers.credits.books import Books, duplicate, not_moved, unknown_wallet
from handlers.credits.movements import moved, movement, reference_subject
from handlers.credits.rules import TRANSFER_MINIMUM, transfer_fee
from handlers.decider import Decision, Given, Refused

RESERVED_REFERENCES = ("task:", "infra:", "demurrage:", "xp:")
"""What the system pays and takes by: nobody may use up the reference of somebody's reward."""


class Transfer(Arguments):
    """Who gives how much to whom."""

    payer: Number
    payee: Number
    amount_milli: AmountMilli
    minimum_milli: Annotated[int, Field(strict=True, ge=TRANSFER_MINIMUM)]
    minimum_at: Annotated[int, Field(strict=True, ge=0)] | None = None
    """The position of the log whose circulating credits the minimum follows from."""
    description: Description | None = None
    reference: Reference | None = None

    @field_validator("reference")
    @classmethod
    def _is_free(cls, reference: str | None) -> str | None:
        if reference is not None and reference.startswith(RESERVED_REFERENCES):
            raise ValueError(f"must not begin with any of {', '.join(RESERVED_REFERENCES)}")
        return reference


def transfer(books: Books, command: Given, wish: Transfer) -> Decision:
    payer, made, boundary = wallet(wish.payer), kept(command, wish), _boundary(books, command, wish)
    why = _refusal(books, command, wish)
    if why is not None:
        return not_moved(why, boundary, payer, wallet(wish.payee), wish.amount_milli, made)
    legs = (
        *moved(payer, wallet(wish.payee), wish.amount_milli, "P2P_TRANSFER"),
        *moved(payer, BURNED, transfer_fee(wish.amount_milli), "FEE_BURN"),
    )
    draft = movement(
        payer, legs, reference=wish.reference, description=wish.description, command=made
    )
    return Decision(draft, boundary)


def references(wish: Transfer) -> frozenset[Subject]:
    return frozenset() if wish.reference is None else frozenset({reference_subject(wish.reference)})


def _boundary(books: Books, command: Given, wish: Transfer) -> frozenset[Subject]:
    """A wallet once open stays open, so only one that is missing is rested on."""
    missing = () if books.is_open(wish.payee) else (wallet(wish.payee),)
    return command.references.union((wallet(wish.payer), *missing))


def _refusal(books: Books, command: Given, wish: Transfer) -> Refused | None:
    if wish.reference is not None and command.precedents:
        return duplicate(wish.reference)
    if wish.payer == wish.payee:
        return Refused("invalid", "self_transfer", "nobody can pay themselves")
    if wish.amount_milli < wish.minimum_milli:
        reason = f"{wish.amount_milli} is less than the minimum of {wish.minimum_milli}"
        return Refused("invalid", "below_minimum", reason)
    for person in (wish.payer, wish.payee):
        if not books.is_open(person):
            return unknown_wallet(person)
    return _shortage(books, wish)


def _shortage(books: Books, wish: Transfer) -> Refused | None:
    balance, fee = books.balance(wallet(wish.payer)), transfer_fee(wish.amount_milli)
    if balance >= wish.amount_milli + fee:
        return None
    reason = f"{wish.amount_milli} and a fee of {fee} are more than the balance of {balance}"
    return Refused("invalid", "insufficient_funds", reason)
