"""The auditor: walks a log once, and holds every movement of credits against the rules of money.

It trusts no view and no decider: balances are its own, and every rule is checked at every position,
so what was wrong for a moment is found as well as what is wrong at the end.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from uuid import UUID

from events.credits import ClaimIssued, ClaimRedeemed, Transferred, WalletOpened
from events.envelope import Recorded
from events.errors import InvalidPayload
from events.identity import Position
from handlers.audit.books import Books
from handlers.audit.burns import Burns
from handlers.audit.debts import Debt, Debts
from handlers.audit.devices import Devices
from handlers.audit.flows import movement_of
from handlers.audit.orders import Orders
from handlers.audit.promises import Promises
from handlers.audit.rewards import Rewards

FINDINGS_LIMIT = 100
"""Findings that are kept; the rest are counted."""

_JUDGED = frozenset(one.event_type for one in (Transferred, ClaimIssued, ClaimRedeemed))


@dataclass(frozen=True, slots=True)
class Finding:
    """An event that breaks a rule."""

    position: int
    event_id: UUID | None
    what: str

    def as_object(self) -> dict[str, object]:
        event_id = None if self.event_id is None else str(self.event_id)
        return {"position": self.position, "event": event_id, "what": self.what}


class Auditor:
    """Give it every event of a log, in order."""

    def __init__(self) -> None:
        self.events = 0
        self.movements = 0
        self.failures = 0
        self.findings: list[Finding] = []
        self._books = Books()
        self._burns = Burns(self._books)
        self._orders = Orders()
        self._devices = Devices()
        self._debts = Debts()
        self._promises = Promises(self._devices, self._debts)
        self._rewards = Rewards(self._promises)

    @property
    def balances(self) -> dict[str, int]:
        return dict(self._books.balances)

    @property
    def total(self) -> int:
        """Of all balances; 0 if nothing was lost or made."""
        return sum(self._books.balances.values())

    @property
    def owed(self) -> list[Debt]:
        """What has to move still, oldest first."""
        return self._debts.open

    def call_in(self, decided: Position) -> None:
        """Whoever pays has decided about everything up to here: what is still owed is a failure."""
        for debt in self._debts.take(decided):
            self.find(debt.position, debt.event_id, debt.what)

    def take(self, events: Iterable[Recorded]) -> None:
        for event in events:
            self.events += 1
            self._take(event)

    def _take(self, event: Recorded) -> None:
        try:
            self._follow(event)
            if event.type in _JUDGED:
                for what in self._judged(event):
                    self.find(event.position, event.id, what)
            self._rewards.fold(event)
        except InvalidPayload as error:
            self.find(event.position, event.id, f"cannot be read: {error.reason}")

    def _follow(self, event: Recorded) -> None:
        """What a movement must have behind it."""
        self._devices.fold(event)
        self._promises.fold(event)
        self._burns.fold(event)
        if event.type == WalletOpened.event_type:
            self._books.open(event.subject)

    def _judged(self, event: Recorded) -> Iterator[str]:
        match event.data:
            case Transferred() as data:
                self.movements += 1
                yield from self._moved(event, data)
                yield from self._books.take(event, data)
            case ClaimIssued() as data:
                yield from self._rewards.issue(data)
            case ClaimRedeemed() as data:
                yield from self._rewards.redeem(event, data)
            case _:
                return

    def _moved(self, event: Recorded, data: Transferred) -> Iterator[str]:
        movement, wrong = movement_of(event, data)
        if wrong:
            yield from wrong
            return
        for one in (self._orders, self._burns, self._devices, self._promises, self._rewards):
            yield from one.take(movement)

    def find(self, position: int, event_id: UUID | None, what: str) -> None:
        self.failures += 1
        if len(self.findings) < FINDINGS_LIMIT:
            self.findings.append(Finding(position, event_id, what))
