"""Promises: what each task pays, as its bounty and its zone stood when somebody took it.

It is reserved once, and leaves escrow once: for whoever did the task, or back to the system.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from events.envelope import Recorded
from events.tasks import Accepted
from handlers.audit.debts import Debts
from handlers.audit.devices import Devices
from handlers.audit.flows import Flow, Movement, number_of
from handlers.credits.rules import reward
from projections.projection import State
from projections.tasks import TASK_EVENTS, Task, Tasks, task_key

_TASKS = Tasks()


@dataclass(slots=True)
class Reserved:
    """The reward of one task."""

    amount_milli: int
    is_held: bool = True
    """In escrow, still."""


class Promises:
    """Follows tasks, what was reserved for them, and what is owed for them."""

    def __init__(self, devices: Devices, debts: Debts) -> None:
        self._devices = devices
        self._debts = debts
        self._tasks: State[Task] = State()
        self._promised: dict[UUID, tuple[int, int]] = {}
        """Task and reward, by the acceptance that they follow from; not reserved yet."""
        self._reserved: dict[int, Reserved] = {}
        self._unsettled: dict[int, int] = {}
        """Reward by task, from its acceptance until it leaves escrow."""
        self._used_up: set[int] = set()
        """Numbers that were paid for by hand before there was a task."""

    def task(self, number: int) -> Task | None:
        return self._tasks.get(task_key(number))

    def reserved(self, number: int) -> Reserved | None:
        return self._reserved.get(number)

    def fold(self, event: Recorded) -> None:
        """Follow tasks."""
        if event.type not in TASK_EVENTS:
            return
        _TASKS.apply(self._tasks, event)
        for task in filter(None, self._tasks.take_changes().values()):
            if event.type == Accepted.event_type:
                self._promise(task, event)
            elif task.status == "completed":
                self.earn(event, task.task, task.completed_by)
            elif not task.is_undone:
                self.forfeit(event, task.task)

    def _promise(self, task: Task, event: Recorded) -> None:
        amount = reward(task.bounty_milli, self._devices.experience_in(task.zone))
        if amount and task.task not in self._used_up:
            self._promised[event.id] = (task.task, amount)
            self._unsettled[task.task] = amount
            self._debts.reserve(event, task.task, amount)

    def earn(self, cause: Recorded, task: int, person: int | None) -> None:
        """The reward of a task is owed to a person; as long as nobody is known, it waits."""
        if person is not None and task in self._unsettled:
            self._debts.pay(cause, task, self._unsettled[task], person)

    def forfeit(self, cause: Recorded, task: int) -> None:
        """Nobody can earn the reward of a task any more: it is owed to the system."""
        if task in self._unsettled:
            self._debts.give_back(cause, task, self._unsettled[task])

    def use_up(self, task: int) -> None:
        """A number that no task of ours has was paid for; a later task of it promises nothing."""
        self._used_up.add(task)

    def take(self, movement: Movement) -> Iterator[str]:
        """What is wrong with what goes into escrow, or back out of it to the system."""
        flows = movement.flows
        if "ESCROW_RESERVE" in flows:
            yield from self._reserve(movement, flows["ESCROW_RESERVE"])
        elif "ESCROW_RELEASE" in flows and "TASK_REWARD" not in flows:
            yield from self._release(flows["ESCROW_RELEASE"])

    def _reserve(self, movement: Movement, laid: Flow) -> Iterator[str]:
        task, cause = number_of(laid.payee), movement.event.causation_id
        promised = None if cause is None else self._promised.pop(cause, None)
        if promised is None or promised[0] != task:
            yield f"reserves for task {task}, which nobody has just taken"
        elif laid.amount_milli != promised[1]:
            yield f"reserves {laid.amount_milli} where {promised[1]} were promised"
        if task in self._reserved:
            yield f"reserves for task {task} a second time"
        self._reserved[task] = Reserved(laid.amount_milli)
        self._debts.moved(task, "into escrow")

    def _release(self, back: Flow) -> Iterator[str]:
        task = number_of(back.payer)
        yield from self.leave(task, back.amount_milli, "gives back")
        known = self.task(task)
        is_over = known is not None and known.status in {"expired", "cancelled", "completed"}
        if not is_over:
            yield f"gives back the reward of task {task}, which is not over"

    def leave(self, task: int, amount_milli: int, what: str) -> Iterator[str]:
        """The reward leaves escrow, as a whole and once."""
        reserved = self._reserved.get(task)
        held = reserved.amount_milli if reserved is not None and reserved.is_held else 0
        if amount_milli != held:
            yield f"{what} {amount_milli} where {held} were reserved"
        if reserved is not None:
            reserved.is_held = False
        self._unsettled.pop(task, None)
        self._debts.moved(task, "out of escrow")
