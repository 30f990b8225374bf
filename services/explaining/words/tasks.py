"""A task's life, from the wish to the report, in plain words."""

from collections.abc import Mapping

from events import tasks
from services.audit.journal import credits_of
from services.explaining.words.phrases import Words, on_one_line, person, place, quoted, words_for


def wished(data: tasks.Requested, by: str) -> str:
    """The one sentence that needs to know whose event it is."""
    return f"{by} wished for {quoted(data.title or data.issue or 'a task')}{place(data.zone)}"


def _because(task: int, what: str, reason: str) -> str:
    return f"task {task} {what}: {on_one_line(reason.replace('_', ' '))}"


def _cancelled(data: tasks.Cancelled) -> str:
    why = "" if not data.reason else f": {on_one_line(data.reason)}"
    return f"task {data.task} was taken back{why}"


TASKS: Mapping[str, Words] = dict(
    (
        words_for(
            tasks.Created,
            lambda data: (
                f"task {data.task} {quoted(data.title)} was put up for "
                f"{credits_of(data.bounty_milli)} credits"
            ),
        ),
        words_for(tasks.Merged, lambda data: _because(data.task, "took in the wish", data.reason)),
        words_for(tasks.Queued, lambda data: _because(data.task, "had to wait", data.reason)),
        words_for(
            tasks.Dispatched, lambda data: _because(data.task, "was shown to people", data.reason)
        ),
        words_for(tasks.Announced, lambda data: f"task {data.task} was said aloud"),
        words_for(tasks.Reminded, lambda data: f"people were reminded of task {data.task}"),
        words_for(tasks.Accepted, lambda data: f"{person(data.person)} took task {data.task}"),
        words_for(
            tasks.Ignored, lambda data: f"{person(data.person)} turned task {data.task} down"
        ),
        words_for(
            tasks.Completed,
            lambda data: (
                f"{person(data.person)} reported task {data.task} done "
                f"({data.report_status or 'no report'})"
            ),
        ),
        words_for(tasks.Expired, lambda data: f"nobody did task {data.task} in time"),
        words_for(tasks.Cancelled, _cancelled),
    )
)
