"""The books as an hledger journal, which `hledger check --strict` accepts.

The accounts and the commodity are declared before the first entry; the last transaction asserts
every balance.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime

from services.audit.journal import CURRENCY, Entry, Notation, Posting, credits_of

HEADER = f"commodity 1000.000 {CURRENCY}\n"


def _opened(account: str) -> str:
    return f"\naccount {account_name(account)}"


def _balances(last: datetime, amounts: Mapping[str, int]) -> Iterator[str]:
    """As a transaction of nothing."""
    yield f"\n{last.date()} * balances\n"
    for account, amount in amounts.items():
        held = f"{credits_of(amount)} {CURRENCY}"
        yield f"    {account_name(account)}  0.000 {CURRENCY} = {held}\n"


def _transaction(entry: Entry) -> Iterator[str]:
    yield f"\n{entry.time.date()} * ({entry.position}) {_plain(entry.description)}\n"
    yield f"    ; event:{entry.event_id}, type:{entry.kind}\n"
    if entry.reference is not None:
        yield f"    ; reference:{_plain(entry.reference)}\n"
    yield from map(_posting, entry.postings)


def _posting(posting: Posting) -> str:
    return f"    {account_name(posting.account)}  {credits_of(posting.amount_milli)} {CURRENCY}\n"


def account_name(account: str) -> str:
    """As hledger names it: `wallet:5` is `assets:people:5`."""
    kind, _, name = account.partition(":")
    if account == "wallet:0":
        return "equity:system"
    top = {"wallet": "assets:people", "escrow": "assets:escrow"}.get(kind, "equity")
    return f"{top}:{name}"


def _plain(text: str) -> str:
    """Without what begins a comment or another tag."""
    return " ".join(text.translate(str.maketrans(";,|", "   ")).split()) or "-"


HLEDGER = Notation(HEADER, _opened, _transaction, _balances)
