"""The books as an hledger journal, which `hledger check --strict` accepts.

The accounts and the commodity are declared before the first entry; the last transaction asserts
every balance.
"""

from collections.abc import Iterable, Iterator

from services.audit.journal import CURRENCY, Balances, Entry, Posting, credits_of


def hledger(entries: Iterable[Entry]) -> Iterator[str]:
    """The journal, in pieces."""
    yield f"commodity 1000.000 {CURRENCY}\n"
    balances, last = Balances(), None
    for entry in entries:
        for account in balances.enter(entry):
            yield f"\naccount {account_name(account)}"
        yield from _transaction(entry)
        last = entry if last is None or entry.time > last.time else last
    if last is not None:
        yield f"\n{last.time.date()} * balances\n"
        for account, amount in sorted(balances.amounts.items()):
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
