"""The books as a beancount journal, which `bean-check` accepts.

Each entry links its event; at the end every balance is asserted, so the checker adds it all up
again. An entry may be dated before one that the log holds earlier: accounts are opened long ago.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from services.audit.journal import CURRENCY, Entry, Notation, Posting, credits_of

HEADER = f"""option "title" "SOMS credits"
option "operating_currency" "{CURRENCY}"
"""

OPENED = "1970-01-01"


def _opened(account: str) -> str:
    return f"\n{OPENED} open {account_name(account)} {CURRENCY}"


def _balances(last: datetime, amounts: Mapping[str, int]) -> Iterator[str]:
    """As they are when the day after begins."""
    day = last.date() + timedelta(days=1)
    for account, amount in amounts.items():
        yield f"\n{day} balance {account_name(account)} {credits_of(amount)} {CURRENCY}"
    yield "\n"


def _transaction(entry: Entry) -> Iterator[str]:
    tag = entry.kind.lower().replace("_", "-")
    yield f'\n{entry.time.date()} * "{_quoted(entry.description)}" #{tag} ^{entry.event_id}\n'
    yield f'  event: "{entry.event_id}"\n  position: {entry.position}\n'
    if entry.reference is not None:
        yield f'  reference: "{_quoted(entry.reference)}"\n'
    yield from map(_posting, entry.postings)


def _posting(posting: Posting) -> str:
    return f"  {account_name(posting.account)}  {credits_of(posting.amount_milli)} {CURRENCY}\n"


def account_name(account: str) -> str:
    """As beancount names it: `wallet:5` is `Assets:People:User5`."""
    kind, _, name = account.partition(":")
    if account == "wallet:0":
        return "Equity:System"
    if kind == "wallet":
        return f"Assets:People:User{name}"
    if kind == "escrow":
        return f"Assets:Escrow:Task{name}"
    return f"Equity:{name.capitalize()}"


def _quoted(text: str) -> str:
    return " ".join(text.split()).replace("\\", "\\\\").replace('"', '\\"')


BEANCOUNT = Notation(HEADER, _opened, _transaction, _balances)
