"""Small logs to prove things about."""

from datetime import UTC, datetime

from events.envelope import Event
from events.identity import Subject, new_id
from events.tasks import Expired

MORNING = datetime(2026, 3, 2, 9, tzinfo=UTC)


def expiries(count: int, *, first: int = 1) -> list[Event]:
    return [
        Event(
            id=new_id(),
            data=Expired(task=task),
            source="/test",
            subject=Subject.of("task", task),
            time=MORNING,
        )
        for task in range(first, first + count)
    ]
