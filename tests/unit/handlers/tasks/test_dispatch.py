"""A task is shown when it suits the people in its zone, and is said aloud once it is."""

from dataclasses import replace
from uuid import UUID

import pytest

from events.brain import SafetyActed
from events.envelope import Recorded
from events.payload import Payload
from events.tasks import Announced, Dispatched, Merged, Queued
from events.voice import Requested
from handlers.tasks.alerts import ALERTS_KEPT
from handlers.tasks.dispatch import TaskDispatch
from tests.unit.handlers.tasks.happenings import (
    HOUR,
    about,
    accepted,
    cancelled,
    created,
    doing,
    fired,
    people,
)
from tests.unit.story import Story, reading, recorded


@pytest.fixture
def dispatch() -> Story:
    return Story(TaskDispatch())


def reasons(made: list[Payload]) -> list[tuple[str, int, str]]:
    """What was decided about which tasks, and why."""
    return [
        (type(one).__name__, one.task, one.reason)
        for one in made
        if isinstance(one, Queued | Dispatched)
    ]


def shown(task: int, reason: str) -> list[tuple[str, int, str]]:
    return [("Dispatched", task, reason)]


def queued(task: int, reason: str) -> list[tuple[str, int, str]]:
    return [("Queued", task, reason)]


NIGHT = fired("quiet_begins:2026-03-02", 0)
MORNING = fired("quiet_ends:2026-03-03", 9 * HOUR)


def test_a_task_for_no_zone_is_shown_at_once(dispatch: Story) -> None:
    assert reasons(dispatch.when(created(zone=None))) == shown(1, "no_zone")


def test_a_critical_task_is_shown_whatever_is_known(dispatch: Story) -> None:
    dispatch.given(NIGHT, people(0))
    assert reasons(dispatch.when(created(urgency=4))) == shown(1, "critical")


def test_where_people_are_a_task_is_shown_at_once(dispatch: Story) -> None:
    dispatch.given(people(1))
    assert reasons(dispatch.when(created(at_s=5))) == shown(1, "people_there")


def test_a_task_that_is_shown_is_said_aloud(dispatch: Story) -> None:
    dispatch.given(people(1))
    made = dispatch.when(created(announcement_text="お願いします", announcement_audio_url="/a.wav"))
    assert made == [
        Dispatched(task=1, reason="people_there"),
        Requested(
            utterance="task-1-announcement",
            purpose="announcement",
            text="お願いします",
            audio_url="/a.wav",
            zone="main",
            task=1,
        ),
        Announced(task=1, utterance="task-1-announcement"),
    ]


def in_chain(chain: int, event: Recorded) -> Recorded:
    return replace(event, correlation_id=UUID(int=chain))


def alert(chain: int, zone: str = "main", **action: str) -> Recorded:
    """The safety floor acts in a chain of events, by default aloud."""
    done = action or {"task": "Task 1", "voice": "暑いです"}
    act = SafetyActed(rule="temperature_high", zone=zone, value=36.0, action=done)
    return in_chain(chain, recorded(act, f"zone:{zone}", 0))


def test_what_an_alert_has_just_said_is_shown_and_not_said_again(dispatch: Story) -> None:
    dispatch.given(alert(1), people(1), alert(2))
    assert dispatch.when(in_chain(1, created(urgency=4))) == [Dispatched(task=1, reason="critical")]


@pytest.mark.parametrize(("chain", "is_announced"), [(1, False), (2, True)])
def test_a_task_that_waited_is_not_said_again_where_an_alert_spoke_for_it(
    dispatch: Story, chain: int, is_announced: bool
) -> None:
    dispatch.given(people(0), in_chain(9, created()), alert(1))
    merged = Merged(task=1, request="x", reason="same", changes={"urgency": 4})
    made = dispatch.when(in_chain(chain, about(merged, 30)))
    assert reasons(made) == shown(1, "critical")
    assert any(isinstance(one, Announced) for one in made) is is_announced


@pytest.mark.parametrize(
    "told",
    [
        alert(2),
        alert(1, zone="lab"),
        alert(1, task="Task 2", voice="暑いです"),
        alert(1, task="Task 1"),
    ],
    ids=["in another chain", "elsewhere", "about something else", "to nobody"],
)
def test_an_alert_that_said_something_else_silences_nothing(
    dispatch: Story, told: Recorded
) -> None:
    dispatch.given(told)
    made = dispatch.when(in_chain(1, created(urgency=4)))
    assert [type(one) for one in made] == [Dispatched, Requested, Announced]


def test_only_the_latest_alerts_of_a_zone_are_remembered(dispatch: Story) -> None:
    dispatch.given(*(alert(chain) for chain in range(1, 100)))
    assert len(dispatch.state.rows()["main"].alerts) == ALERTS_KEPT


def test_a_task_waits_for_people_and_is_not_said_aloud_before(dispatch: Story) -> None:
    dispatch.given(people(0))
    assert dispatch.when(created()) == [Queued(task=1, reason="nobody_there")]
    assert dispatch.when(people(0, 30), people(2, 30, "other")) == []
    assert reasons(dispatch.when(people(1, 60))) == shown(1, "people_there")
    assert dispatch.when(people(1, 65)) == []


def test_motion_is_somebody(dispatch: Story) -> None:
    dispatch.given(people(0), created())
    assert reasons(dispatch.when(reading("motion", 1, 60))) == shown(1, "people_there")


def test_what_was_seen_long_ago_is_nobody_now(dispatch: Story) -> None:
    dispatch.given(people(3))
    assert reasons(dispatch.when(created(at_s=120))) == queued(1, "nobody_there")


def test_what_arrives_too_late_says_nothing_of_the_present(dispatch: Story) -> None:
    dispatch.given(people(0), created())
    assert dispatch.when(reading("motion", 1, 60, late_s=900)) == []


def test_a_task_for_three_waits_for_three(dispatch: Story) -> None:
    dispatch.given(people(2))
    assert reasons(dispatch.when(created(min_people_required=3))) == queued(1, "too_few_people")
    assert reasons(dispatch.when(people(3, 10))) == shown(1, "people_there")


def test_a_task_for_nobody_in_particular_still_wants_somebody_there(dispatch: Story) -> None:
    dispatch.given(people(0))
    assert reasons(dispatch.when(created(min_people_required=0))) == queued(1, "nobody_there")


def test_who_concentrates_is_disturbed_for_urgent_things_only(dispatch: Story) -> None:
    dispatch.given(doing("focused"))
    assert reasons(dispatch.when(created(1))) == queued(1, "people_focused")
    assert reasons(dispatch.when(created(2, urgency=3))) == shown(2, "urgent")
    assert reasons(dispatch.when(doing("moderate", 60))) == shown(1, "people_there")


def test_in_quiet_hours_only_urgent_things_are_shown(dispatch: Story) -> None:
    dispatch.given(NIGHT, people(1))
    assert reasons(dispatch.when(created(1))) == queued(1, "quiet_hours")
    assert reasons(dispatch.when(created(2, urgency=3))) == shown(2, "urgent")
    dispatch.given(people(1, 9 * HOUR - 10))
    assert reasons(dispatch.when(MORNING)) == shown(1, "people_there")


def test_urgent_things_wait_for_people_too(dispatch: Story) -> None:
    dispatch.given(people(0))
    assert reasons(dispatch.when(created(urgency=3))) == queued(1, "nobody_there")


def test_where_nothing_ever_saw_anybody_a_task_is_shown_after_a_while(dispatch: Story) -> None:
    assert reasons(dispatch.when(created(zone="attic"))) == queued(1, "zone_unknown")
    assert dispatch.when(fired("task_waits:1", 300)) == []
    assert reasons(dispatch.when(fired("task_waits:1", 600))) == shown(1, "zone_unobserved")


def test_but_not_in_quiet_hours(dispatch: Story) -> None:
    dispatch.given(NIGHT, created(zone="attic"))
    assert dispatch.when(fired("task_waits:1", 600)) == []
    assert reasons(dispatch.when(MORNING)) == shown(1, "zone_unobserved")


def test_a_zone_where_a_sensor_speaks_up_is_waited_in(dispatch: Story) -> None:
    dispatch.given(created(), people(0, 60))
    assert dispatch.when(fired("task_waits:1", 600)) == []


def test_after_a_day_nothing_waits_any_more(dispatch: Story) -> None:
    dispatch.given(people(0), created())
    assert dispatch.when(fired("task_waits:1", 24 * HOUR - 1)) == []
    assert reasons(dispatch.when(fired("task_waits:1", 24 * HOUR))) == shown(1, "waited_long")


def test_a_wish_that_arrived_late_is_not_shown_for_that_alone(dispatch: Story) -> None:
    dispatch.given(people(0))
    late = created(late_s=30 * HOUR)
    assert reasons(dispatch.when(late)) == queued(1, "nobody_there")


def test_of_several_the_most_important_comes_first(dispatch: Story) -> None:
    dispatch.given(people(0), created(1, urgency=1), created(2, urgency=3), created(3))
    assert [task for _, task, _ in reasons(dispatch.when(people(1, 60)))] == [2, 3, 1]


@pytest.mark.parametrize("over", [accepted(at_s=30), cancelled(at_s=30)])
def test_what_is_taken_or_taken_back_waits_no_more(dispatch: Story, over: Recorded) -> None:
    dispatch.given(people(0), created(), over)
    assert dispatch.when(people(1, 60)) == []


def test_what_is_shown_by_hand_is_said_aloud_once(dispatch: Story) -> None:
    dispatch.given(people(0), created())
    by_hand = about(Dispatched(task=1, reason="by_hand"), 30)
    assert [type(one) for one in dispatch.when(by_hand)] == [Requested, Announced]
    assert dispatch.when(people(1, 60), by_hand) == []


def test_its_own_decision_read_back_tells_it_nothing(dispatch: Story) -> None:
    dispatch.given(people(1), created())
    assert dispatch.when(about(Dispatched(task=1, reason="people_there"), 1)) == []


def test_a_newer_wish_may_make_a_waiting_task_critical(dispatch: Story) -> None:
    dispatch.given(people(0), created())
    merged = Merged(task=1, request="x", reason="same", changes={"urgency": 4})
    assert reasons(dispatch.when(about(merged, 30))) == shown(1, "critical")


def test_a_newer_wish_may_move_a_waiting_task(dispatch: Story) -> None:
    dispatch.given(people(0), people(0, 0, "lab"), created())
    merged = Merged(task=1, request="x", reason="same", changes={"zone": "lab"})
    assert dispatch.when(about(merged, 30), people(1, 40)) == []
    assert reasons(dispatch.when(people(1, 50, "lab"))) == shown(1, "people_there")
