"""Rewards: each has a completed task behind it, is what was promised, and was paid once."""

from collections.abc import Iterator
from typing import Any

from events.credits import ClaimIssued, ClaimRedeemed, Leg, Transferred
from events.envelope import Recorded
from handlers.audit.books import ESCROW, SYSTEM
from projections.projection import State
from projections.tasks import Task, Tasks, task_key

_TASKS = Tasks()

FROM_THE_SYSTEM = frozenset({"TASK_REWARD", "INFRASTRUCTURE_REWARD", "ESCROW_RESERVE"})
"""All that the system ever gives."""


class Rewards:
    """What was promised for each task, and who was paid for what."""

    def __init__(self) -> None:
        self._tasks: State[Task] = State()
        self._reserved: dict[str, int] = {}
        """By escrow account."""
        self._redeemed: dict[int, int] = {}
        """By task, the person who redeemed its claim."""
        self._claims: dict[str, ClaimIssued] = {}
        self._references: set[str] = set()

    def fold(self, event: Recorded) -> None:
        """Follow tasks: what a reward must have behind it."""
        if event.type in _TASKS.handles:
            _TASKS.apply(self._tasks, event)
            self._tasks.take_changes()

    def issue(self, data: ClaimIssued) -> Iterator[str]:
        self._claims[data.claim] = data
        promised = self._reserved.get(f"{ESCROW}{data.task}", 0)
        if data.amount_milli != promised:
            yield f"claims {data.amount_milli} where {promised} are reserved"

    def redeem(self, event: Recorded, data: ClaimRedeemed) -> Iterator[str]:
        issued = self._claims.pop(data.claim, None)
        if issued is None:
            yield "redeems a claim that was never issued, or is redeemed already"
        elif event.time >= issued.expires_at:
            yield f"redeems a claim that expired at {issued.expires_at.isoformat()}"
        self._redeemed[data.task] = data.person

    def take(self, data: Transferred) -> Iterator[str]:
        """What is wrong with a movement as a reward."""
        if data.reference is not None:
            if data.reference in self._references:
                yield f"moves credits for {data.reference} a second time"
            self._references.add(data.reference)
        for leg in data.legs:
            if leg.account == SYSTEM and leg.amount_milli < 0:
                if leg.transaction_type not in FROM_THE_SYSTEM:
                    yield f"the system gives {-leg.amount_milli} as {leg.transaction_type}"
            elif leg.account.startswith(ESCROW):
                yield from self._escrow(leg, data)

    def _escrow(self, leg: Leg, data: Transferred) -> Iterator[str]:
        if leg.transaction_type == "ESCROW_RESERVE":
            self._reserved[leg.account] = leg.amount_milli
            if self._task(leg.account) is None:
                yield f"reserves for {leg.account}, and there is no such task"
        elif leg.transaction_type == "TASK_REWARD":
            yield from self._paid(leg, data)

    def _paid(self, leg: Leg, data: Transferred) -> Iterator[str]:
        promised = self._reserved.pop(leg.account, 0)
        if -leg.amount_milli != promised:
            yield f"pays {-leg.amount_milli} where {promised} were reserved"
        task = self._task(leg.account)
        if task is None or task.status != "completed":
            yield f"pays for task {leg.account.removeprefix(ESCROW)}, which is not completed"
            return
        person = task.completed_by or self._redeemed.get(task.task)
        payees = {other.account for other in data.legs if other.amount_milli > 0}
        if payees != {f"wallet:{person}"}:
            yield f"pays {', '.join(sorted(payees))} for what wallet:{person} did"

    def _task(self, escrow: str) -> Any:
        return self._tasks.get(task_key(int(escrow.removeprefix(ESCROW))))
