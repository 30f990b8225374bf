"""What happens to tasks in these tests, each with a short name."""

from datetime import timedelta
from typing import Any

from events.envelope import Recorded
from events.identity import Subject
from events.payload import Payload
from events.tasks import Accepted, Cancelled, Completed, Created, Expired, Requested
from events.timers import Fired
from events.vision import ActivityObserved, OccupancyObserved
from projections.tasks import Task, task_of
from tests.unit.story import START, recorded

HOUR = 3_600.0


def about(data: Payload, at_s: float = 0.0, position: int = 1, *, late_s: float = 0.0) -> Recorded:
    """An event about a task."""
    number = getattr(data, "task", 0)
    return recorded(data, f"task:{number}", at_s, position=position, late_s=late_s)


def wish(at_s: float = 0.0, position: int = 1, **said: Any) -> Recorded:
    return recorded(Requested(**said), "zone:main", at_s, position=position)


def by(actor: str, event: Recorded) -> Recorded:
    """The event, as somebody in particular told of it."""
    event.actor = Subject(actor)
    return event


def a_task(task: int = 1, at_s: float = 0.0, **said: Any) -> Created:
    known: dict[str, Any] = {
        "title": f"Task {task}",
        "zone": "main",
        "bounty_milli": 10,
        "bounty_xp": 50,
        "urgency": 2,
        "expires_at": START + timedelta(seconds=at_s) + timedelta(hours=24),
    }
    return Created(task=task, **{**known, **said})


def created(task: int = 1, at_s: float = 0.0, *, late_s: float = 0.0, **said: Any) -> Recorded:
    return about(a_task(task, at_s, **said), at_s, late_s=late_s)


def row(task: int = 1, at_s: float = 0.0, **said: Any) -> Task:
    return task_of(a_task(task, at_s, **said), START + timedelta(seconds=at_s))


def accepted(task: int = 1, at_s: float = 0.0, person: int | None = 5) -> Recorded:
    return about(Accepted(task=task, person=person), at_s)


def completed(task: int = 1, at_s: float = 0.0) -> Recorded:
    return about(Completed(task=task), at_s)


def cancelled(task: int = 1, at_s: float = 0.0) -> Recorded:
    return about(Cancelled(task=task), at_s)


def expired(task: int = 1, at_s: float = 0.0) -> Recorded:
    return about(Expired(task=task), at_s)


def fired(timer: str, at_s: float, *, due_s: float | None = None) -> Recorded:
    due = START + timedelta(seconds=at_s if due_s is None else due_s)
    return recorded(Fired(timer=timer, due=due), str(Subject.of("timer", timer)), at_s)


def people(count: int, at_s: float = 0.0, zone: str = "main") -> Recorded:
    data = OccupancyObserved(zone=zone, person_count=count, camera="cam")
    return recorded(data, f"zone:{zone}", at_s)


def doing(activity: str, at_s: float = 0.0, count: int = 1) -> Recorded:
    data = ActivityObserved(zone="main", person_count=count, activity_class=activity)
    return recorded(data, "zone:main", at_s)
