"""The intake: a wish becomes a task of its own, or news about one that is open.

Only what came before the wish in the log counts: a task that was completed, cancelled or expired by
then takes in nothing. Its own decisions count from when they are taken, as for every reactor. Tasks
are numbered 1, 2, 3 … in the order of their wishes.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

from events.envelope import Draft, Recorded
from events.tasks import Accepted, Cancelled, Completed, Expired, Merged, Requested
from handlers.reactor import Reactor
from handlers.tasks.duplicates import open_twin
from handlers.tasks.merging import changes_to, owner_after
from handlers.tasks.subjects import task_subject, zone_tags
from handlers.tasks.wishes import task_wished
from projections.projection import State
from projections.tasks import Task, stepped, task_in, task_key, task_of, updated

LAST = "last"
"""The row of the task with the highest number, whatever became of it."""


@dataclass(frozen=True, slots=True)
class Wished:
    """A task, and whose wish it is."""

    task: Task
    owner: str | None
    """None for whoever is at a desk where nobody signs in."""


class TaskIntake(Reactor[Wished]):
    """Created or merged, for every wish. Its rows are the open tasks, and the last one."""

    name: ClassVar[str] = "task_intake"
    version: ClassVar[int] = 3
    handles: ClassVar[frozenset[str]] = frozenset(
        payload.event_type for payload in (Requested, Accepted, Completed, Expired, Cancelled)
    )
    row: ClassVar[type] = Wished

    def step(self, state: State[Wished], event: Recorded) -> Sequence[Draft]:
        wish = event.data
        if not isinstance(wish, Requested):
            _fold(state, event)
            return ()
        twin = open_twin(wish, (row.task for key, row in state.rows().items() if key != LAST))
        return [_created(state, wish, event) if twin is None else _merged(state, *twin, event)]


def _created(state: State[Wished], wish: Requested, event: Recorded) -> Draft:
    last = state.get(LAST)
    created = task_wished(wish, 1 if last is None else last.task.task + 1, event.time)
    wished = Wished(task_of(created, event.time), event.actor)
    state.put(task_key(created.task), wished)
    state.put(LAST, wished)
    return Draft(created, task_subject(created.task), zone_tags(created.zone))


def _merged(state: State[Wished], task: Task, reason: str, event: Recorded) -> Draft:
    wish, key = event.data, task_key(task.task)
    known = state.get(key)
    assert isinstance(wish, Requested)
    assert known is not None, "the twin is one of the rows"
    changes = changes_to(task, known.owner, wish, event.actor, event.time)
    state.put(key, Wished(updated(task, changes), owner_after(known.owner, event.actor)))
    merged = Merged(task=task.task, request=str(event.id), reason=reason, changes=changes)
    return Draft(merged, task_subject(task.task))


def _fold(state: State[Wished], event: Recorded) -> None:
    key = task_key(task_in(event.data))
    known = state.get(key)
    if known is None:
        return
    after = stepped(known.task, event)
    if _is_over(known.task, after, event):
        state.remove(key)
    elif after is not None:
        state.put(key, replace(known, task=after))


def _is_over(known: Task, after: Task | None, event: Recorded) -> bool:
    """An expiry may not fit the task any more that a wish just prolonged, if the log had it first.

    Then it is over all the same, and the next wish a new task: rather two tasks than none.
    """
    if event.type == Expired.event_type and known.accepted_at is None:
        return True
    return after is not None and not after.is_undone
