"""Promises: what each task pays, as its bounty and its zone stood when somebody took it.

It is reserved once, and leaves escrow once: for whoever did the task, or back to the system.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from events.envelope import Recorded
from events.tasks import Accepted
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
    """Follows tasks, and what was reserved for them."""

    def __init__(self, devices: Devices) -> None:
        self._devices = devices
        self._tasks: State[Task] = State()
        self._promised: dict[UUID, tuple[int, int]] = {}
        """Task and reward, by the acceptance that they follow from; not reserved yet."""
        self._reserved: dict[int, Reserved] = {}

    def task(self, number: int) -> Task | None:
        return self._tasks.get(task_key(number))

    def reserved(self, number: int) -> Reserved | None:
        return self._reserved.get(number)

    def fold(self, event: Recorded) -> None:
        """Follow tasks."""
        if event.type not in TASK_EVENTS:
            return
        _TASKS.apply(self._tasks, event)
        changed = self._tasks.take_changes()
        if event.type == Accepted.event_type:
            for task in filter(None, changed.values()):
                amount = reward(task.bounty_milli, self._devices.experience_in(task.zone))
                if amount:
                    self._promised[event.id] = (task.task, amount)

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
