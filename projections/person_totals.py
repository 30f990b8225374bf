"""Person totals: what each person has earned, been given, given, and lost to rules, all in all.

What comes in less what goes out is the balance of the person's account.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import ClassVar

from events.credits import SYSTEM, Leg, TransactionType, Transferred
from events.envelope import Recorded
from projections.projection import Projection, State

_WALLET = "wallet:"

PAID: TransactionType = "TASK_REWARD"

_SUMS: Mapping[tuple[TransactionType, bool], str] = {
    (PAID, True): "earned_by_tasks_milli",
    ("INFRASTRUCTURE_REWARD", True): "earned_by_devices_milli",
    ("P2P_TRANSFER", True): "received_milli",
    ("P2P_TRANSFER", False): "sent_milli",
    ("FEE_BURN", False): "fees_milli",
    ("DEMURRAGE_BURN", False): "demurrage_milli",
}
"""By what moved, and whether it came. Nothing else ever touches a person's wallet."""


@dataclass(frozen=True, slots=True)
class PersonTotal:
    """The sums of one person, in milli-credits; none is below zero."""

    person: int
    last_moved_at: datetime
    """When something last came or went."""
    tasks_paid: int = 0
    earned_by_tasks_milli: int = 0
    earned_by_devices_milli: int = 0
    received_milli: int = 0
    """From other people."""
    sent_milli: int = 0
    fees_milli: int = 0
    demurrage_milli: int = 0

    @property
    def earned_milli(self) -> int:
        return self.earned_by_tasks_milli + self.earned_by_devices_milli

    @property
    def balance_milli(self) -> int:
        lost = self.sent_milli + self.fees_milli + self.demurrage_milli
        return self.earned_milli + self.received_milli - lost


class PersonTotals(Projection[PersonTotal]):
    """Everybody for whom credits ever moved, by wallet."""

    name: ClassVar[str] = "person_totals"
    handles: ClassVar[frozenset[str]] = frozenset({Transferred.event_type})
    row: ClassVar[type] = PersonTotal

    def apply(self, state: State[PersonTotal], event: Recorded) -> None:
        transferred = event.data
        assert isinstance(transferred, Transferred)
        for leg in transferred.legs:
            if leg.account.startswith(_WALLET) and leg.account != SYSTEM:
                person = int(leg.account.removeprefix(_WALLET))
                known = state.get(leg.account) or PersonTotal(person, event.time)
                moved_at = max(known.last_moved_at, event.time)
                state.put(leg.account, replace(_booked(known, leg), last_moved_at=moved_at))


def _booked(total: PersonTotal, leg: Leg) -> PersonTotal:
    name = _SUMS.get((leg.transaction_type, leg.amount_milli > 0))
    if name is None:
        return total
    more = {name: getattr(total, name) + abs(leg.amount_milli)}
    return replace(total, tasks_paid=total.tasks_paid + (leg.transaction_type == PAID), **more)
