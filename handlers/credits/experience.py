"""Experience: what the devices of a zone gain by the tasks that come of it.

Once per device, task and reason: where it was granted by hand before, it is not granted again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, cast

from events.devices import Registered, XpGranted
from events.envelope import Draft, Recorded
from events.identity import Subject
from events.tasks import Completed, Created
from handlers.credits.movements import task_subject
from handlers.credits.rules import COMPLETED_XP, CREATED_XP
from handlers.reactor import Reactor
from projections.experience import Experience, OwnedDevice, active_in
from projections.projection import State
from projections.shelves import Shelf
from projections.tasks import TASK_EVENTS, Task, Tasks, stepped, task_in, task_key

CREATED, COMPLETED = "task_created", "task_completed"
"""What devices gain experience for of themselves."""

_TASKS, _DEVICES = Tasks(), Experience()


@dataclass(frozen=True, slots=True)
class ByHand:
    """What was granted by hand for a task that may still grant it itself."""

    granted_by_hand: tuple[str, ...]
    """As `reason/device`."""


Row = Task | OwnedDevice | ByHand


class ExperienceReactor(Reactor[Row]):
    """Grants experience when a task is created and when it is completed."""

    name: ClassVar[str] = "experience"
    handles: ClassVar[frozenset[str]] = TASK_EVENTS | {
        Registered.event_type,
        XpGranted.event_type,
    }
    row: ClassVar[type] = cast("type", Row)

    def step(self, state: State[Row], event: Recorded) -> Sequence[Draft]:
        shelves = _Shelves(state)
        match event.data:
            case Registered():
                _DEVICES.apply(shelves.devices, event)
            case XpGranted() as granted:
                if granted.command is not None:  # by hand; our own say nothing new
                    _remember(shelves, granted)
            case Created() as created:
                _TASKS.apply(shelves.tasks, event)
                return _granted(shelves, created.task, created.zone, CREATED, CREATED_XP)
            case _:
                return _task_stepped(shelves, event)
        return ()


class _Shelves:
    """The shelves of the state."""

    def __init__(self, state: State[Any]) -> None:  # Any: rows of every shelf
        self.tasks: State[Task] = Shelf(state, "tasks")
        """Those that are not over."""
        self.devices: State[OwnedDevice] = Shelf(state, "devices")
        self.by_hand: State[ByHand] = Shelf(state, "by_hand")


def _task_stepped(shelves: _Shelves, event: Recorded) -> list[Draft]:
    key = task_key(task_in(event.data))
    known = shelves.tasks.get(key)
    task = None if known is None else stepped(known, event)
    if task is None:
        return []
    if task.is_undone:
        shelves.tasks.put(key, task)
        return []
    is_done = isinstance(event.data, Completed)
    found = _granted(shelves, task.task, task.zone, COMPLETED, COMPLETED_XP) if is_done else []
    shelves.tasks.remove(key)
    shelves.by_hand.remove(key)
    return found


def _granted(
    shelves: _Shelves, task: int, zone: str | None, reason: str, amount: int
) -> list[Draft]:
    before = shelves.by_hand.get(task_key(task))
    devices = active_in(zone, shelves.devices.rows().values())
    return [
        Draft(
            XpGranted(device=one.device, zone=zone, amount=amount, task=task, reason=reason),
            Subject.of("device", one.device),
            (task_subject(task),),
        )
        for one in devices
        if zone is not None
        and (before is None or f"{reason}/{one.device}" not in before.granted_by_hand)
    ]


def _remember(shelves: _Shelves, granted: XpGranted) -> None:
    key = task_key(granted.task)
    before = shelves.by_hand.get(key) or ByHand(())
    name = f"{granted.reason}/{granted.device}"
    shelves.by_hand.put(key, ByHand((*before.granted_by_hand, name)))
