"""Statement marks: where in the log an account's entries lie, so that a page of its statement costs
what the page holds.

A statement is read from the log by the account's tag, backwards. A mark says what the account had
after an event that brought its entries past a multiple of `EVERY`; from the next mark above, any
entry is at most `EVERY` entries away.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import ClassVar

from events.credits import Leg, Transferred
from events.envelope import Recorded
from projections.projection import Projection, State

EVERY = 200
"""Entries between two marks."""


@dataclass(frozen=True, slots=True)
class StatementMark:
    """An account after an event."""

    account: str
    entries: int = 0
    """Up to here: the number of its newest entry then."""
    balance_milli: int = 0
    position: int = 0
    """Of the event that booked that entry."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a statement."""

    number: int
    event: Recorded
    leg: Leg
    balance_after_milli: int


class StatementMarks(Projection[StatementMark]):
    """The end of every account's statement, by account, and its marks, by account and number."""

    name: ClassVar[str] = "statement_marks"
    handles: ClassVar[frozenset[str]] = frozenset({Transferred.event_type})
    row: ClassVar[type] = StatementMark

    def apply(self, state: State[StatementMark], event: Recorded) -> None:
        transferred = event.data
        assert isinstance(transferred, Transferred)
        for account in dict.fromkeys(leg.account for leg in transferred.legs):
            if account.startswith("escrow:"):
                continue  # a few entries each, and as many as there are tasks
            before = state.get(account) or StatementMark(account)
            after = _booked(before, transferred.legs, event.position)
            state.put(account, after)
            if after.entries // EVERY > before.entries // EVERY:
                state.put(mark_key(account, after.entries), after)


def mark_key(account: str, entry: int) -> str:
    """Of the mark that lies at an entry, or next above it."""
    return f"{account}/{entry // EVERY:012d}"


def mark_above(account: str, entry: int) -> str:
    """The key of the first mark that has the entry below it or at it.

    There may be none yet: then the account's own key is that of the end.
    """
    return mark_key(account, entry + EVERY - 1)


def entries_back(mark: StatementMark, events: Iterable[Recorded]) -> Iterator[Entry]:
    """The entries of an account from a mark back, newest first.

    `events` are its movements, newest first, from the one at the mark's position on.
    """
    number, balance = mark.entries, mark.balance_milli
    for event in events:
        transferred = event.data
        assert isinstance(transferred, Transferred)
        for leg in reversed(transferred.legs):
            if leg.account == mark.account:
                yield Entry(number, event, leg, balance)
                number -= 1
                balance -= leg.amount_milli


def _booked(mark: StatementMark, legs: Iterable[Leg], position: int) -> StatementMark:
    amounts = [leg.amount_milli for leg in legs if leg.account == mark.account]
    return StatementMark(
        mark.account, mark.entries + len(amounts), mark.balance_milli + sum(amounts), position
    )
