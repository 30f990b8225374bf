"""A task expires when it is really due, and only while nobody has taken it."""

import pytest

from events.envelope import Recorded
from events.tasks import Expired, Merged
from handlers.tasks.expiry import TaskExpiry
from tests.unit.handlers.tasks.happenings import (
    HOUR,
    about,
    accepted,
    cancelled,
    completed,
    created,
    expired,
    fired,
)
from tests.unit.story import START, Story

DAY = 24 * HOUR


@pytest.fixture
def expiry() -> Story:
    return Story(TaskExpiry())


def prolonged(at_s: float, until_s: float) -> Recorded:
    moment = START.fromtimestamp(START.timestamp() + until_s, START.tzinfo).isoformat()
    changes = {"expires_at": moment}
    return about(Merged(task=1, request="x", reason="same", changes=changes), at_s)


def test_a_task_that_nobody_took_expires_in_time(expiry: Story) -> None:
    expiry.given(created())
    assert expiry.when(fired("task_expires:1", DAY)) == [Expired(task=1)]


def test_a_timer_that_fires_too_early_does_nothing(expiry: Story) -> None:
    expiry.given(created())
    assert expiry.when(fired("task_expires:1", DAY - 1), fired("task_waits:1", DAY)) == []


def test_a_task_that_was_taken_is_waited_for_a_day_longer(expiry: Story) -> None:
    expiry.given(created(), accepted(at_s=DAY - 1))
    assert expiry.when(fired("task_expires:1", DAY)) == []
    assert expiry.when(fired("task_expires:1", 2 * DAY)) == [Expired(task=1)]


@pytest.mark.parametrize("over", [[cancelled(1, 5)], [accepted(1, 4), completed(1, 5)]])
def test_what_is_over_does_not_expire(expiry: Story, over: list[Recorded]) -> None:
    expiry.given(created(), *over)
    assert expiry.when(fired("task_expires:1", 3 * DAY)) == []


def test_a_timer_of_a_task_that_never_was_does_nothing(expiry: Story) -> None:
    assert expiry.when(fired("task_expires:7", DAY), fired("task_expires:x", DAY)) == []


def test_it_is_decided_once(expiry: Story) -> None:
    expiry.given(created(), fired("task_expires:1", DAY))
    assert expiry.when(fired("task_expires:1", DAY + 1)) == []


def test_who_took_it_before_the_expiry_was_recorded_has_it_for_a_day(expiry: Story) -> None:
    expiry.given(created(), fired("task_expires:1", DAY), accepted(at_s=DAY), expired(at_s=DAY))
    assert expiry.when(fired("task_expires:1", 2 * DAY)) == [Expired(task=1)]


def test_what_was_prolonged_before_the_expiry_was_recorded_lives_on(expiry: Story) -> None:
    expiry.given(created(), fired("task_expires:1", DAY), prolonged(DAY, 2 * DAY))
    expiry.given(expired(at_s=DAY))
    assert expiry.when(fired("task_expires:1", 2 * DAY)) == [Expired(task=1)]


def test_an_expired_task_is_forgotten(expiry: Story) -> None:
    expiry.given(created(), fired("task_expires:1", DAY), expired(at_s=DAY))
    assert len(expiry.state) == 0
