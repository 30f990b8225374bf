"""Taps: what people do to a task with a finger; and what is done to it by hand.

Everything rests on the task alone. What is as the tap wants it already is no refusal, and no second
event: whoever completes twice, or cancels what is cancelled, changes nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from events.envelope import Draft, Recorded
from events.payload import Payload
from events.tasks import Accepted, Cancelled, Completed, Dispatched, Ignored, Reminded
from handlers.decider import Decider, Decision, Given, Known, Refused
from handlers.tasks.subjects import person_tags, task_subject
from projections.projection import Projection
from projections.tasks import FREE, UNDONE, WAITING, Status, Task, Tasks, task_key

TASKS = Tasks()

BY_HAND = "by_hand"


@dataclass(frozen=True, slots=True)
class Tap:
    """One kind of command: what it makes, and of which tasks."""

    makes: type[Payload]
    possible: frozenset[Status]
    """Where it changes something."""
    done: frozenset[Status] = frozenset()
    """Where all is as it wants already."""


TAPS: Mapping[str, Tap] = {
    "accept": Tap(Accepted, FREE),
    "ignore": Tap(Ignored, UNDONE),
    "complete": Tap(Completed, frozenset({"accepted"}), done=frozenset({"completed"})),
    "cancel": Tap(Cancelled, UNDONE, done=frozenset({"cancelled"})),
    "dispatch": Tap(Dispatched, WAITING, done=frozenset({"dispatched", "accepted"})),
    "remind": Tap(Reminded, UNDONE),
}
"""By the command's name. Its arguments are the event's data, but for what `FIXED` adds."""

FIXED: Mapping[str, Mapping[str, str]] = {"dispatch": {"reason": BY_HAND}}

_NAMES = {tap.makes.event_type: name for name, tap in TAPS.items()}


class TaskTaps(Decider):
    """Accept, ignore, complete, cancel, dispatch, remind."""

    name: ClassVar[str] = "task_taps"
    knows: ClassVar[tuple[Projection[Any], ...]] = (TASKS,)

    def decide(self, known: Known, command: Given) -> Decision:
        number = int(command.arguments["task"])
        boundary = frozenset({task_subject(number)})
        task = known.of(TASKS).get(task_key(number))
        if task is None:
            refused = Refused("unknown", "no_task", f"there is no task {number}")
            return Decision(None, boundary, refused)
        tap = TAPS[command.name]
        if task.status in tap.possible:
            return Decision(_draft(tap, command, number), boundary)
        refusal = None if task.status in tap.done else _conflict(task)
        return Decision(None, boundary, refusal)

    def command_of(self, event: Recorded) -> Given | None:
        name = _NAMES.get(event.type)
        if name is None:
            return None
        fixed = FIXED.get(name, {})
        said = event.data.model_dump(exclude_none=True)
        arguments = {key: value for key, value in said.items() if key not in fixed}
        return Given(name, arguments, event.time, event.actor)


def _draft(tap: Tap, command: Given, number: int) -> Draft:
    said: dict[str, Any] = {**command.arguments, **FIXED.get(command.name, {})}
    data = tap.makes.model_validate(said)
    return Draft(data, task_subject(number), person_tags(said.get("person")))


def _conflict(task: Task) -> Refused:
    if task.is_free:
        return Refused("conflict", "not_accepted", f"task {task.task} has to be accepted first")
    if task.status == "accepted":
        return Refused("conflict", "taken", f"task {task.task} is taken already")
    return Refused("conflict", task.status, f"task {task.task} is {task.status}")
