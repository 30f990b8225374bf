"""Accounts: what everybody has, the system and the tasks' escrow included.

The sum over all of them is zero after every event (R7).
"""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from events.credits import Leg, Transferred, WalletOpened, wallet
from events.envelope import Recorded
from projections.projection import Projection, State


@dataclass(frozen=True, slots=True)
class Account:
    """One account as it stands."""

    account: str
    """`wallet:5`, `wallet:0` (the system), `account:burned`, `escrow:42`."""
    opened_at: datetime
    updated_at: datetime
    """Of its last movement, by the event's own time."""
    balance_milli: int = 0
    entries: int = 0
    """Legs that were booked on it: the number of its newest entry."""


class Accounts(Projection[Account]):
    """Every account, by its subject."""

    name: ClassVar[str] = "accounts"
    handles: ClassVar[frozenset[str]] = frozenset({WalletOpened.event_type, Transferred.event_type})
    row: ClassVar[type] = Account

    def apply(self, state: State[Account], event: Recorded) -> None:
        match event.data:
            case WalletOpened() as opened:
                account = wallet(opened.wallet)
                if state.get(account) is None:  # a second opening changes nothing
                    state.put(account, Account(account, event.time, event.time))
            case Transferred() as transferred:
                for leg in transferred.legs:
                    state.put(leg.account, _booked(state.get(leg.account), leg, event.time))


def _booked(known: Account | None, leg: Leg, time: datetime) -> Account:
    account = known or Account(leg.account, time, time)
    return Account(
        account.account,
        account.opened_at,
        updated_at=max(account.updated_at, time),
        balance_milli=account.balance_milli + leg.amount_milli,
        entries=account.entries + 1,
    )
