"""charge_demurrage: what a balance costs a day, burned; once per account and demurrage day.

Nothing happens where nothing is due, nor where the day was charged before.
"""

from collections.abc import Iterable, Mapping
from datetime import date

from events.credits import BURNED, SYSTEM, Transferred, wallet
from events.envelope import Recorded
from events.identity import Subject
from handlers.commands import Arguments, kept
from handlers.credits.arguments import Number
from handlers.credits.books import Books, refused, unknown_wallet
from handlers.credits.movements import moved, movement, reference_subject
from handlers.credits.rules import demurrage
from handlers.decider import Decision, Given
from projections.accounts import Account
from projections.calendar import DEMURRAGE


class ChargeDemurrage(Arguments):
    """Whom, and for which day."""

    person: Number
    day: date


def charge_demurrage(books: Books, command: Given, wish: ChargeDemurrage) -> Decision:
    account = wallet(wish.person)
    boundary = command.references | {account}
    if not books.is_open(wish.person):
        return refused(unknown_wallet(wish.person), boundary)
    due = demurrage(books.balance(account))
    if not due or command.precedents:
        return Decision(None, boundary)
    draft = movement(
        account,
        moved(account, BURNED, due, "DEMURRAGE_BURN"),
        reference=_reference(wish),
        command=kept(command, wish),
    )
    return Decision(draft, boundary)


def references(wish: ChargeDemurrage) -> frozenset[Subject]:
    return frozenset({reference_subject(_reference(wish))})


def is_day(event: Recorded) -> bool:
    """Whether a timer that fired says that a day has begun."""
    return event.subject.name.startswith(f"{DEMURRAGE}:")


def day_of(event: Recorded) -> date:
    return date.fromisoformat(event.subject.name.partition(":")[2])


def chargeable(balances: Mapping[str, int]) -> list[int]:
    """The people whose balance costs something."""
    return [
        int(account.partition(":")[2])
        for account, balance in balances.items()
        if account.startswith("wallet:") and account != SYSTEM and demurrage(balance)
    ]


def balances_before(accounts: Mapping[str, Account], since: Iterable[Recorded]) -> dict[str, int]:
    """What there was on each account before certain movements, which are in it by now.

    So whoever had too little when a day began is not charged for it, however late it is noticed.
    """
    balances = {account: row.balance_milli for account, row in accounts.items()}
    for event in since:
        if isinstance(event.data, Transferred):
            for leg in event.data.legs:
                balances[leg.account] = balances.get(leg.account, 0) - leg.amount_milli
    return balances


def _reference(wish: ChargeDemurrage) -> str:
    return f"demurrage:{wish.day.isoformat()}:{wish.person}"
