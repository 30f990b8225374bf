"""Reports of tasks that were done, for MQTT: `{root}/{zone}/task_report/{task}`.

What the report tells of the task is read from the log, as it was when it was done: a report is the
same however late, and however often, it is published.
"""

from typing import NamedTuple

import orjson

from events.envelope import Recorded
from events.eventlog.protocol import EventLog
from events.identity import Position
from events.mqtt.topic import Topic, level
from events.query import Query
from events.tasks import Completed
from projections.projection import State
from projections.runtime import fold
from projections.tasks import TASK_EVENTS, Task, Tasks, task_key

ROOT = "office"
NOWHERE = "office"
"""Where a task for no zone is reported from."""

CONTENT_TYPE = "application/json"

TASKS = Tasks()


class Report(NamedTuple):
    """A message."""

    topic: Topic
    payload: bytes


async def report_of(log: EventLog, event: Recorded) -> Report | None:
    """The report that an event calls for. Raises `LogUnavailable`."""
    if event.type != Completed.event_type:
        return None
    completed = event.data
    assert isinstance(completed, Completed)
    task = await _as_of(log, event, completed.task)
    if task is None or task.completed_at != event.time:
        return None  # it had been done already, and was reported then
    said = {
        "task_id": task.task,
        "title": task.title,
        "report_status": task.report_status,
        "completion_note": task.completion_note,
        "zone": task.zone,
    }
    zone = level(task.zone or NOWHERE)
    return Report(Topic(f"{ROOT}/{zone}/task_report/{task.task}"), orjson.dumps(said))


async def _as_of(log: EventLog, event: Recorded, task: int) -> Task | None:
    """The task right after the event."""
    state: State[Task] = State()
    about = Query(about=frozenset({event.subject}), types=TASK_EVENTS)
    async for page in log.pages(until=Position(event.position), query=about):
        fold(TASKS, state, page.events)
    return state.get(task_key(task))
