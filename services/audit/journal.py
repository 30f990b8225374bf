"""Movements of credits as a bookkeeper writes them: dated, balanced, each with its event.

Every format is made of the same entries, so they say the same to the last milli-credit.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from events.credits import TransactionType, Transferred
from events.envelope import Recorded

MILLI = Decimal(1_000)
CURRENCY = "SOMS"


@dataclass(frozen=True, slots=True)
class Posting:
    """One leg."""

    account: str
    amount_milli: int
    transaction_type: TransactionType


@dataclass(frozen=True, slots=True)
class Entry:
    """One movement."""

    event_id: UUID
    position: int
    time: datetime
    description: str
    reference: str | None
    postings: tuple[Posting, ...]

    @property
    def kind(self) -> TransactionType:
        """What the movement is for; its fee is by the way."""
        return self.postings[0].transaction_type


def entry_of(event: Recorded) -> Entry:
    """The entry of a `credits.transferred`."""
    data = event.data
    assert isinstance(data, Transferred)
    postings = tuple(Posting(*_leg) for _leg in _legs(data))
    words = data.description or postings[0].transaction_type.replace("_", " ").capitalize()
    return Entry(event.id, event.position, event.time, words, data.reference, postings)


def _legs(data: Transferred) -> Iterator[tuple[str, int, TransactionType]]:
    for leg in data.legs:
        yield leg.account, leg.amount_milli, leg.transaction_type


def credits_of(amount_milli: int) -> str:
    """An amount as it is written: `-1.050`."""
    return f"{Decimal(amount_milli) / MILLI:.3f}"


class Balances:
    """What the entries so far add up to, by account."""

    def __init__(self) -> None:
        self.amounts: defaultdict[str, int] = defaultdict(int)

    def enter(self, entry: Entry) -> list[str]:
        """Add an entry; returns the accounts that were not there before."""
        new = list(dict.fromkeys(one.account for one in entry.postings))
        new = [account for account in new if account not in self.amounts]
        for posting in entry.postings:
            self.amounts[posting.account] += posting.amount_milli
        return new


@dataclass(frozen=True, slots=True)
class Notation:
    """How one program writes a journal down."""

    header: str
    opened: Callable[[str], str]
    """Says that an account is there; it stands before the first entry about it."""
    entered: Callable[[Entry], Iterable[str]]
    asserted: Callable[[datetime, Mapping[str, int]], Iterable[str]]
    """Every balance, after an entry of that time, so that the reader adds it all up again."""

    def journal(self, entries: Iterable[Entry]) -> Iterator[str]:
        """The journal, in pieces."""
        yield self.header
        balances, last = Balances(), None
        for entry in entries:
            yield from map(self.opened, balances.enter(entry))
            yield from self.entered(entry)
            last = entry.time if last is None else max(last, entry.time)
        if last is not None:
            yield from self.asserted(last, dict(sorted(balances.amounts.items())))
