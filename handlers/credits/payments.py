"""Payments for tasks: promised when somebody takes one, paid when it is done, given back if not.

The reward is fixed and reserved at the moment of acceptance, whoever accepts. From then on it lies
in the task's own escrow, from where nobody else takes it but a grant by hand, and that only while
it waits for a claim: so paying needs no condition, cannot fail and cannot happen twice.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar, cast

from events.credits import (
    SYSTEM,
    ClaimIssued,
    ClaimRedeemed,
    Transferred,
    TransferRefused,
    WalletOpened,
    escrow,
    wallet,
)
from events.devices import Registered, XpGranted
from events.envelope import Draft, Recorded
from events.tasks import Accepted, Completed, Created
from events.timers import Fired
from handlers.credits.books import DUPLICATE
from handlers.credits.movements import moved, movement, task_reference, task_subject
from handlers.credits.payees import Payee, mark_open, opened
from handlers.credits.rules import reward
from handlers.reactor import Reactor
from projections.claims import Claim, Claims, expired_claim
from projections.claims import stepped as claim_stepped
from projections.experience import Experience, OwnedDevice, active_in
from projections.projection import State
from projections.shelves import Shelf
from projections.tasks import TASK_EVENTS, Task, Tasks, stepped, task_in, task_key

_TASKS, _DEVICES, _CLAIMS = Tasks(), Experience(), Claims()


@dataclass(frozen=True, slots=True)
class Promise:
    """The reward of a task that can still be paid, or of a number that was paid by hand."""

    task: int
    promised_milli: int
    granted: bool = False
    """By hand, before our log knew of the task: nothing is reserved then, and nothing paid."""


Row = Task | OwnedDevice | Claim | Promise | Payee


class TaskPayments(Reactor[Row]):
    """Reserve, pay, release."""

    name: ClassVar[str] = "task_payments"
    handles: ClassVar[frozenset[str]] = TASK_EVENTS | {
        payload.event_type
        for payload in (
            Registered,
            XpGranted,
            WalletOpened,
            Transferred,
            ClaimIssued,
            ClaimRedeemed,
            Fired,
        )
    }
    row: ClassVar[type] = cast("type", Row)

    def step(self, state: State[Row], event: Recorded) -> Sequence[Draft]:
        books = _Books(state)
        if event.type in TASK_EVENTS:
            return _task_stepped(books, event)
        if event.type == Fired.event_type:
            return _claim_settled(books, expired_claim(event), event)
        match event.data:
            case ClaimIssued():
                _CLAIMS.apply(books.claims, event)
            case ClaimRedeemed() as redeemed:
                return _claim_settled(books, redeemed.claim, event)
            case WalletOpened() as wallet_opened:
                mark_open(books.payees, wallet_opened.wallet)
            case Transferred() as transferred:
                _transferred(books, transferred, event)
            case _:
                _DEVICES.apply(books.devices, event)
        return ()


class _Books:
    """The shelves of the state."""

    def __init__(self, state: State[Any]) -> None:  # Any: rows of every shelf
        self.tasks: State[Task] = Shelf(state, "tasks")
        """Those that are not over."""
        self.devices: State[OwnedDevice] = Shelf(state, "devices")
        self.promises: State[Promise] = Shelf(state, "promises")
        self.claims: State[Claim] = Shelf(state, "claims")
        """Those that can still be redeemed."""
        self.payees: State[Payee] = Shelf(state, "payees")


def _task_stepped(books: _Books, event: Recorded) -> Sequence[Draft]:
    if isinstance(event.data, Created):
        _TASKS.apply(books.tasks, event)
        return ()
    key = task_key(task_in(event.data))
    known = books.tasks.get(key)
    task = None if known is None else stepped(known, event)
    if task is None:
        return ()
    if task.is_undone:
        books.tasks.put(key, task)
        return _reserved(books, task) if isinstance(event.data, Accepted) else ()
    books.tasks.remove(key)
    return _done(books, task) if isinstance(event.data, Completed) else _released(books, key)


def _reserved(books: _Books, task: Task) -> list[Draft]:
    """Fix the reward, and lay it aside; nothing of the kind for a number that was paid by hand."""
    devices = active_in(task.zone, books.devices.rows().values())
    amount = reward(task.bounty_milli, [one.xp for one in devices])
    key = task_key(task.task)
    promise = replace(books.promises.get(key) or Promise(task.task, 0), promised_milli=amount)
    if not amount:
        return []
    books.promises.put(key, promise)
    if promise.granted:
        return []
    account = escrow(task.task)
    legs = moved(SYSTEM, account, amount, "ESCROW_RESERVE")
    return [movement(account, legs, task_subject(task.task))]


def _done(books: _Books, task: Task) -> list[Draft]:
    """Pay who did it; where nobody knows who that was, the reward waits for a claim."""
    promise = books.promises.get(task_key(task.task))
    if promise is None:
        return []
    if promise.granted:
        books.promises.remove(task_key(task.task))
        return [] if task.completed_by is None else [_refused(promise, task.completed_by)]
    return [] if task.completed_by is None else _paid(books, promise, task.completed_by)


def _paid(books: _Books, promise: Promise, person: int) -> list[Draft]:
    books.promises.remove(task_key(promise.task))
    payee = wallet(person)
    legs = moved(escrow(promise.task), payee, promise.promised_milli, "TASK_REWARD")
    reference = task_reference(promise.task)
    payment = movement(payee, legs, task_subject(promise.task), reference=reference)
    return [*opened(books.payees, person), payment]


def _refused(promise: Promise, person: int) -> Draft:
    payee, reference = wallet(person), task_reference(promise.task)
    data = TransferRefused(
        payer=SYSTEM,
        payee=payee,
        amount_milli=promise.promised_milli,
        rule=DUPLICATE,
        reason=f"{reference} was paid by hand before",
    )
    return Draft(data, payee, (task_subject(promise.task),))


def _released(books: _Books, key: str) -> list[Draft]:
    """Give back what was reserved, if anything was."""
    promise = books.promises.get(key)
    if promise is None:
        return []
    books.promises.remove(key)
    if promise.granted:
        return []
    account = escrow(promise.task)
    legs = moved(account, SYSTEM, promise.promised_milli, "ESCROW_RELEASE")
    return [movement(account, legs, task_subject(promise.task))]


def _claim_settled(books: _Books, digest: str | None, event: Recorded) -> list[Draft]:
    """Pay who redeemed a claim; give the reward back when nobody did in time."""
    known = None if digest is None else books.claims.get(digest)
    claim = None if known is None else claim_stepped(known, event)
    if claim is None:
        return []
    books.claims.remove(claim.claim)
    key = task_key(claim.task)
    promise = books.promises.get(key)
    if promise is None or claim.person is None:
        return _released(books, key)
    return _paid(books, promise, claim.person)


def _transferred(books: _Books, transferred: Transferred, event: Recorded) -> None:
    """A reward that was granted by hand is not paid again. Movements of our own say nothing new."""
    if transferred.command is None or transferred.legs[0].transaction_type != "TASK_REWARD":
        return
    for tag in event.tags:
        if tag.kind == "claim":
            books.claims.remove(tag.name)
        elif tag.kind == "task":
            _granted(books, int(tag.name), from_system=transferred.legs[0].account == SYSTEM)


def _granted(books: _Books, task: int, *, from_system: bool) -> None:
    """Out of escrow, that was all there is; from the system, the number is used up."""
    if from_system:
        books.promises.put(task_key(task), Promise(task, 0, granted=True))
    else:
        books.promises.remove(task_key(task))
