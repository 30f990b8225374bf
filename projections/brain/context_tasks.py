"""Tasks in the brain's context: those that are to be done, and what came of the brain's own."""

from dataclasses import replace

from events.envelope import Recorded
from events.payload import Payload
from events.tasks import Completed, Created
from projections.brain.access import Context, deeds_of, reported, with_deed
from projections.brain.quoting import cleaned
from projections.brain.rows import OpenTasks, OwnTask, TaskReport
from projections.tasks import Task, stepped, task_in, task_key, task_of


def task_stepped(state: Context, event: Recorded, data: Payload) -> None:
    """Fold a step of a task's life."""
    if isinstance(data, Created):
        return _task_created(state, event, data)
    number = task_in(data)
    key = f"task/{task_key(number)}"
    known = state.get(key)
    after = stepped(known, event) if isinstance(known, Task) else None
    if after is None:
        return None
    if isinstance(data, Completed):
        _task_done(state, event, after)
    if after.is_undone:
        state.put(key, after)
    else:
        _forget_task(state, number, key)
    return None


def _task_created(state: Context, event: Recorded, data: Created) -> None:
    task = task_of(data, event.time)
    state.put(f"task/{task_key(task.task)}", task)
    known = state.get("open")
    numbers = known.open_tasks if isinstance(known, OpenTasks) else ()
    state.put("open", OpenTasks((*numbers, task.task)))
    causes = {str(event.causation_id), str(event.correlation_id)} - {"None"}
    deed = next((one for one in deeds_of(state) if one.wish in causes), None)
    if deed is not None:
        with_deed(state, deed, replace(deed, outcome="created", task=task.task))
        state.put(f"own/{task.task}", OwnTask(task.task, deed.tainted))


def _task_done(state: Context, event: Recorded, task: Task) -> None:
    own = state.get(f"own/{task.task}")
    if not isinstance(own, OwnTask):
        return
    note = None if task.completion_note is None else cleaned(task.completion_note)
    title = cleaned(task.title)
    report = TaskReport(
        task.task,
        title,
        task.zone,
        task.report_status,
        note,
        event.time,
        str(event.id),
        own.tainted,
    )
    reported(state, report)


def _forget_task(state: Context, number: int, key: str) -> None:
    state.remove(key)
    state.remove(f"own/{number}")
    known = state.get("open")
    if isinstance(known, OpenTasks):
        state.put("open", OpenTasks(tuple(one for one in known.open_tasks if one != number)))
