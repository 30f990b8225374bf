"""Rewards: each has a completed task behind it, goes to who did it, and is what was promised.

By hand, a task is paid that nobody known did, and at most what was promised; a number that the log
has never seen is a task of somebody else's.
"""

from collections.abc import Iterator

from events.credits import ClaimIssued, ClaimRedeemed
from events.envelope import Recorded
from handlers.audit.flows import Flow, Movement, kind_of, number_of
from handlers.audit.promises import Promises
from projections.claims import Claim, Claims
from projections.projection import State
from projections.tasks import Task

_CLAIMS = Claims()


class Rewards:
    """Who may be paid for what, and who was."""

    def __init__(self, promises: Promises) -> None:
        self._promises = promises
        self._claims: State[Claim] = State()
        self._claim_of: dict[int, str] = {}

    def fold(self, event: Recorded) -> None:
        """Follow claims; after an event about one was held against the rules."""
        if event.type in _CLAIMS.handles:
            _CLAIMS.apply(self._claims, event)
            for claim in filter(None, self._claims.take_changes().values()):
                if claim.status == "redeemed":
                    self._promises.earn(event, claim.task, claim.person)
                elif claim.status == "expired":
                    self._promises.forfeit(event, claim.task)

    def issue(self, data: ClaimIssued) -> Iterator[str]:
        """What is wrong with a claim."""
        task, reserved = self._promises.task(data.task), self._promises.reserved(data.task)
        held = reserved.amount_milli if reserved is not None and reserved.is_held else 0
        if data.amount_milli != held:
            yield f"claims {data.amount_milli} where {held} are reserved"
        if task is None or task.status != "completed" or task.completed_by is not None:
            yield f"is a claim for task {data.task}, which nobody unknown has done"
        if self._claim_of.setdefault(data.task, data.claim) != data.claim:
            yield f"is a second claim for task {data.task}"

    def redeem(self, event: Recorded, data: ClaimRedeemed) -> Iterator[str]:
        """What is wrong with the use of a claim."""
        claim = self._claims.get(data.claim)
        if claim is None or claim.status in {"redeemed", "withdrawn"}:
            yield "redeems a claim that was never issued, or is settled already"
        elif claim.status == "expired" or event.time >= claim.expires_at:
            yield f"redeems a claim that expired at {claim.expires_at.isoformat()}"
        elif claim.task != data.task:
            yield f"redeems the claim for task {claim.task} for task {data.task}"

    def take(self, movement: Movement) -> Iterator[str]:
        """What is wrong with a movement as a reward."""
        paid = movement.flows.get("TASK_REWARD")
        back = movement.flows.get("ESCROW_RELEASE")
        if paid is not None and kind_of(paid.payer) == "escrow":
            yield from self._paid(movement, paid, back)
        elif paid is not None:
            yield from self._given(movement, paid, back)
        elif back is not None:
            yield from self._unclaimed(number_of(back.payer))

    def _paid(self, movement: Movement, paid: Flow, back: Flow | None) -> Iterator[str]:
        """Out of escrow."""
        number = number_of(paid.payer)
        if back is not None and back.payer != paid.payer:
            yield f"pays out of {paid.payer} and gives back out of {back.payer}"
        if back is not None and movement.data.command is None:
            yield f"gives back {back.amount_milli} of what was promised"
        left = 0 if back is None else back.amount_milli
        yield from self._promises.leave(number, paid.amount_milli + left, "pays")
        yield from _unlike_reference(movement, number)
        yield from self._undeserved(movement, paid, number)

    def _undeserved(self, movement: Movement, paid: Flow, number: int) -> Iterator[str]:
        task = self._promises.task(number)
        if task is None or task.status != "completed":
            yield f"pays for task {number}, which is not completed"
            return
        person = self._person(task)
        if movement.data.command is not None:
            if person is not None:
                yield f"pays by hand for what wallet:{person} did"
        elif paid.payee != f"wallet:{person}":
            yield f"pays {paid.payee} for what wallet:{person} did"

    def _given(self, movement: Movement, paid: Flow, back: Flow | None) -> Iterator[str]:
        """By the system itself."""
        number = _number(movement)
        if movement.data.command is None or number is None or back is not None:
            yield f"the system gives {paid.amount_milli} for no task by nobody's hand"
            return
        yield from _unlike_reference(movement, number)
        task, reserved = self._promises.task(number), self._promises.reserved(number)
        if task is None:
            self._promises.use_up(number)
            return
        claim = self._claim(number)
        if reserved is None or claim is None or claim.status != "expired":
            yield f"the system gives {paid.amount_milli} for task {number}, which is ours"
        elif paid.amount_milli > reserved.amount_milli:
            yield f"pays {paid.amount_milli} where {reserved.amount_milli} were reserved"

    def _unclaimed(self, number: int) -> Iterator[str]:
        """What is given back of a task that was done is what nobody claimed in time."""
        task, claim = self._promises.task(number), self._claim(number)
        is_done = task is not None and task.status == "completed"
        if is_done and (claim is None or claim.status != "expired"):
            yield f"gives back the reward of task {number}, which was done"

    def _person(self, task: Task) -> int | None:
        """Who is to be paid."""
        claim = self._claim(task.task)
        return claim.person if task.completed_by is None and claim else task.completed_by

    def _claim(self, task: int) -> Claim | None:
        return self._claims.get(self._claim_of.get(task, ""))


def _number(movement: Movement) -> int | None:
    """The task that a command named."""
    command = movement.data.command
    number = None if command is None else command.arguments.get("task")
    return number if isinstance(number, int) else None


def _unlike_reference(movement: Movement, task: int) -> Iterator[str]:
    if movement.data.reference != f"task:{task}":
        yield f"pays for task {task} by the reference {movement.data.reference}"
