"""People are reminded of what is shown and taken by nobody, when the clock says that it is time."""

import pytest

from events.envelope import Recorded
from events.tasks import Dispatched, Reminded
from events.voice import Requested
from handlers.tasks.reminders import TaskReminders
from tests.unit.handlers.tasks.happenings import HOUR, about, accepted, cancelled, created, fired
from tests.unit.story import START, Story


@pytest.fixture
def reminders() -> Story:
    return Story(TaskReminders())


def shown(at_s: float = 0.0) -> Recorded:
    return about(Dispatched(task=1, reason="people_there"), at_s)


def by_hand(at_s: float) -> Recorded:
    return about(Reminded(task=1), at_s)


def test_a_task_that_nobody_took_is_said_again(reminders: Story) -> None:
    reminders.given(created(announcement_text="お願いします"), shown())
    utterance = f"task-1-reminder-{int(START.timestamp()) + 3_600}"
    assert reminders.when(fired("task_reminder:1", HOUR)) == [
        Requested(
            utterance=utterance, purpose="reminder", text="お願いします", zone="main", task=1
        ),
        Reminded(task=1, utterance=utterance),
    ]


@pytest.mark.parametrize("over", [accepted(at_s=5), cancelled(at_s=5)])
def test_of_what_is_taken_or_taken_back_nobody_is_reminded(
    reminders: Story, over: Recorded
) -> None:
    reminders.given(created(), shown(), over)
    assert reminders.when(fired("task_reminder:1", HOUR)) == []


def test_of_what_is_not_shown_yet_nobody_is_reminded(reminders: Story) -> None:
    reminders.given(created())
    assert reminders.when(fired("task_reminder:1", HOUR)) == []


def test_what_was_reminded_of_by_hand_meanwhile_is_enough(reminders: Story) -> None:
    reminders.given(created(), shown(), by_hand(HOUR + 5))
    assert reminders.when(fired("task_reminder:1", HOUR + 6, due_s=HOUR)) == []


def test_a_reminder_follows_a_reminder(reminders: Story) -> None:
    reminders.given(created(), shown(), fired("task_reminder:1", HOUR))
    reminders.given(by_hand(HOUR))  # its own, read back
    made = reminders.when(fired("task_reminder:1", 2 * HOUR))
    assert [type(one) for one in made] == [Requested, Reminded]
