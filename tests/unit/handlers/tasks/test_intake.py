"""A wish becomes a task, or news about an open one, and never disappears in another problem."""

from datetime import datetime, timedelta

import pytest

from events.envelope import Recorded
from events.tasks import Created, Merged
from handlers.tasks.intake import TaskIntake
from tests.unit.handlers.tasks.happenings import (
    HOUR,
    accepted,
    cancelled,
    completed,
    expired,
    wish,
)
from tests.unit.story import START, Story


@pytest.fixture
def intake() -> Story:
    return Story(TaskIntake())


def test_a_wish_becomes_a_task_with_what_it_says(intake: Story) -> None:
    (made,) = intake.when(wish(title="Water the plants", zone="main", bounty_milli=700, urgency=3))
    assert made == Created(
        task=1,
        title="Water the plants",
        location="main",
        zone="main",
        bounty_milli=700,
        bounty_xp=50,
        urgency=3,
        expires_at=START + timedelta(hours=24),
    )


def test_a_wish_without_any_place_is_for_the_office(intake: Story) -> None:
    (made,) = intake.when(wish(title="Say hello"))
    assert isinstance(made, Created)
    assert (made.location, made.zone, made.bounty_milli, made.urgency) == ("Office", None, 10, 2)


def test_a_device_names_what_is_wrong_and_how_bad(intake: Story) -> None:
    (made,) = intake.when(wish(zone="main", issue="whiteboard_dirty", severity="high"))
    assert isinstance(made, Created)
    assert (made.title, made.cause, made.urgency) == ("Whiteboard dirty", "whiteboard_dirty", 3)


@pytest.mark.parametrize("severity", ["", "catastrophic"])
def test_a_severity_that_nobody_knows_is_an_ordinary_one(intake: Story, severity: str) -> None:
    (made,) = intake.when(wish(issue="x", severity=severity))
    assert isinstance(made, Created)
    assert made.urgency == 2


@pytest.mark.parametrize(
    ("types", "minutes"),
    [
        ((), 24 * 60),
        (("cleaning",), 24 * 60),
        (("environment",), 60),
        (("supply",), 7 * 24 * 60),
        (("urgent", "supply"), 30),
        (("environment", "urgent"), 30),
    ],
)
def test_how_long_a_task_lives_depends_on_its_type(
    intake: Story, types: tuple[str, ...], minutes: int
) -> None:
    (made,) = intake.when(wish(60, title="x", task_types=types))
    assert isinstance(made, Created)
    assert made.expires_at == START + timedelta(seconds=60, minutes=minutes)


def test_a_wish_says_itself_until_when(intake: Story) -> None:
    until = START + timedelta(hours=3)
    (made,) = intake.when(wish(title="x", task_types=("urgent",), expires_at=until))
    assert isinstance(made, Created)
    assert made.expires_at == until


@pytest.mark.parametrize("moment", [datetime.min, datetime.max])  # noqa: DTZ901  as clients may
def test_no_time_is_beyond_reckoning(intake: Story, moment: datetime) -> None:
    (made,) = intake.when(wish(title="x", expires_at=moment))
    assert isinstance(made, Created)
    assert made.expires_at is not None
    assert START <= made.expires_at <= START + timedelta(days=3_650)


def test_tasks_are_numbered_in_the_order_of_their_wishes(intake: Story) -> None:
    made = intake.when(*(wish(title=f"{n}") for n in range(3)))
    assert [one.task for one in made if isinstance(one, Created)] == [1, 2, 3]
    intake.given(cancelled(3))
    (next_one,) = intake.when(wish(title="again"))
    assert isinstance(next_one, Created)
    assert next_one.task == 4


def test_the_same_title_at_the_same_place_is_the_same_task(intake: Story) -> None:
    intake.given(wish(title="Wipe", location="Room A", urgency=1))
    (merged,) = intake.when(wish(60, 2, title="Wipe", location="Room A", urgency=3))
    assert isinstance(merged, Merged)
    assert (merged.task, merged.reason) == (1, "same_title_and_place")
    assert merged.request == "00000000-0000-0000-0000-000000000002"
    later = (START + timedelta(hours=24, seconds=60)).isoformat()
    assert merged.changes == {"expires_at": later, "urgency": 3}


def test_the_same_title_elsewhere_is_another_task(intake: Story) -> None:
    intake.given(wish(title="Wipe", location="Room A"))
    assert [type(one) for one in intake.when(wish(title="Wipe", location="Room B"))] == [Created]


def test_the_same_cause_in_the_same_zone_is_the_same_task(intake: Story) -> None:
    intake.given(wish(zone="main", issue="co2", title="Stuffy", task_types=("environment",)))
    again = wish(zone="main", issue="co2", title="Open a window", task_types=("environment", "x"))
    (merged,) = intake.when(again)
    assert isinstance(merged, Merged)
    assert merged.reason == "same_cause_in_zone"
    assert merged.changes == {"task_types": ["environment", "x"]}


def test_two_problems_of_one_type_in_one_zone_stay_two_tasks(intake: Story) -> None:
    intake.given(wish(zone="main", issue="temperature", task_types=("environment",)))
    (made,) = intake.when(wish(zone="main", issue="co2", task_types=("environment",)))
    assert isinstance(made, Created)
    assert made.cause == "co2"


def test_wishes_without_a_cause_are_compared_by_title_alone(intake: Story) -> None:
    intake.given(wish(zone="main", title="Too hot", task_types=("environment",)))
    other = wish(zone="main", title="High CO2", task_types=("environment",))
    assert [type(one) for one in intake.when(other)] == [Created]


@pytest.mark.parametrize(
    "over",
    [
        [cancelled(1, 60)],
        [accepted(1, 30), completed(1, 60)],
        [expired(1, 24 * HOUR)],
    ],
    ids=["cancelled", "completed", "expired"],
)
def test_what_is_over_takes_nothing_in(intake: Story, over: list[Recorded]) -> None:
    intake.given(wish(title="Wipe"), *over)
    (made,) = intake.when(wish(25 * HOUR, title="Wipe"))
    assert isinstance(made, Created)
    assert made.task == 2


def test_an_expiry_that_does_not_fit_an_accepted_task_ends_it_for_nobody(intake: Story) -> None:
    intake.given(wish(title="Wipe"), accepted(1, 24 * HOUR - 1), expired(1, 24 * HOUR))
    assert [type(one) for one in intake.when(wish(25 * HOUR, title="Wipe"))] == [Merged]


def test_a_wish_that_prolongs_a_task_just_before_its_expiry_is_recorded_loses_nothing(
    intake: Story,
) -> None:
    intake.given(wish(title="Wipe"), wish(24 * HOUR - 1, title="Wipe"), expired(1, 24 * HOUR))
    assert [type(one) for one in intake.when(wish(24 * HOUR + 1, title="Wipe"))] == [Created]


def test_what_was_promised_is_not_changed_once_the_task_is_taken(intake: Story) -> None:
    intake.given(wish(title="Wipe", bounty_milli=500), accepted())
    (merged,) = intake.when(wish(title="Wipe", bounty_milli=900, urgency=4))
    assert isinstance(merged, Merged)
    assert merged.changes == {"urgency": 4}


def test_a_wish_that_says_nothing_new_changes_nothing(intake: Story) -> None:
    intake.given(wish(title="Wipe", description="All of it"))
    (merged,) = intake.when(wish(title="Wipe", description="All of it"))
    assert isinstance(merged, Merged)
    assert merged.changes == {}


def test_a_newer_wish_shortens_no_life(intake: Story) -> None:
    until = START + timedelta(days=3)
    intake.given(wish(title="Wipe", expires_at=until))
    told = intake.when(
        wish(title="Wipe", task_types=("urgent",)),
        wish(title="Wipe", expires_at=START + timedelta(hours=1)),
    )
    assert all(isinstance(one, Merged) and "expires_at" not in one.changes for one in told)
