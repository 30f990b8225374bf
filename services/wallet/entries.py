"""Entries as clients know them: one for each leg of a movement, with the balance it left behind."""

from collections.abc import Mapping, Sequence
from typing import Any

from events.credits import SYSTEM, Leg, Transferred
from events.envelope import Recorded
from projections.statement_marks import Entry

ESCROW = "escrow:"


def wallet_number(account: str) -> int | None:
    """The user number of a wallet; None of an account that is nobody's."""
    kind, _, name = account.partition(":")
    return int(name) if kind == "wallet" else None


def entries_of(event: Recorded, balances: Mapping[str, int]) -> list[dict[str, Any]]:
    """All entries of a movement, in the order of its legs; `balances` are those after it."""
    data = event.data
    assert isinstance(data, Transferred)
    after, entries = dict(balances), []
    for leg in reversed(data.legs):
        entries.append(_entry(event, data, leg, after.get(leg.account)))
        if leg.account in after:
            after[leg.account] -= leg.amount_milli
    return entries[::-1]


def entry_object(entry: Entry) -> dict[str, Any]:
    """One line of a statement."""
    data = entry.event.data
    assert isinstance(data, Transferred)
    return _entry(entry.event, data, entry.leg, entry.balance_after_milli)


def _entry(event: Recorded, data: Transferred, leg: Leg, after: int | None) -> dict[str, Any]:
    return {
        "transaction_id": str(event.id),
        "wallet_id": wallet_number(leg.account),
        "account": leg.account,
        "amount": leg.amount_milli,
        "balance_after": after,
        "entry_type": "CREDIT" if leg.amount_milli > 0 else "DEBIT",
        "transaction_type": leg.transaction_type,
        "description": data.description,
        "reference_id": data.reference,
        "counterparty_wallet_id": _counterparty(leg, data.legs),
        "created_at": event.time.isoformat(),
        "position": event.position,
    }


def _counterparty(leg: Leg, legs: Sequence[Leg]) -> int | None:
    """Whose wallet stands on the other side; what a task had reserved came from the system."""
    for other in legs:
        same_kind = other.transaction_type == leg.transaction_type
        if same_kind and (other.amount_milli > 0) != (leg.amount_milli > 0):
            account = SYSTEM if other.account.startswith(ESCROW) else other.account
            return wallet_number(account)
    return None
