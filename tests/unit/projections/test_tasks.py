"""A task's life: what does not fit its status changes nothing, for everybody."""

from datetime import timedelta

import pytest

from events.envelope import Recorded
from events.tasks import Dispatched, Ignored, Merged, Queued, Reminded
from projections.tasks import Task, Tasks
from tests.unit.handlers.tasks.happenings import (
    HOUR,
    about,
    accepted,
    cancelled,
    completed,
    created,
    expired,
)
from tests.unit.story import START, folded

SHOWN = about(Dispatched(task=1, reason="x"))


def task(*events: Recorded) -> Task:
    (found,) = folded(Tasks(), events).values()
    assert isinstance(found, Task)
    return found


def test_the_whole_life_of_a_task() -> None:
    done = task(created(), about(Queued(task=1, reason="x")), SHOWN, accepted(), completed(1, 60))
    assert (done.status, done.assigned_to, done.completed_by) == ("completed", 5, 5)
    assert done.completed_at == START + timedelta(seconds=60)


@pytest.mark.parametrize(
    ("events", "status"),
    [
        ([completed()], "created"),
        ([accepted(), accepted(1, 5, person=6)], "accepted"),
        ([accepted(), SHOWN], "accepted"),
        ([accepted(), expired(1, 24 * HOUR)], "accepted"),
        ([accepted(), completed(), cancelled()], "completed"),
        ([cancelled(), accepted()], "cancelled"),
        ([expired(1, HOUR)], "created"),
        ([SHOWN, about(Queued(task=1, reason="x"))], "dispatched"),
    ],
)
def test_what_does_not_fit_changes_nothing(events: list[Recorded], status: str) -> None:
    assert task(created(), *events).status == status


def test_who_took_it_first_has_it() -> None:
    assert task(created(), accepted(person=5), accepted(person=6)).assigned_to == 5


def test_small_things_are_noted() -> None:
    seen = task(created(), SHOWN, about(Ignored(task=1)), about(Reminded(task=1), 60))
    assert (seen.ignored, seen.reminded_at) == (1, START + timedelta(seconds=60))


def test_a_newer_wish_changes_what_it_may() -> None:
    until = START + timedelta(hours=30)
    changes = {"urgency": 4, "cause": "no", "expires_at": until.isoformat(), "task_types": ["a"]}
    merged = about(Merged(task=1, request="x", reason="same", changes=changes))
    seen = task(created(), merged)
    assert (seen.urgency, seen.cause, seen.expires_at) == (4, None, until)
    assert seen.task_types == ("a",)
    promised = about(
        Merged(task=1, request="x", reason="same", changes={"bounty_milli": 99, "urgency": 3})
    )
    assert task(created(), accepted(), promised).bounty_milli == 10
