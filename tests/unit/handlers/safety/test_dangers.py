"""Which measurements the safety floor acts on, and which it does not."""

import pytest

from events.brain import SafetyActed
from events.envelope import Recorded
from handlers.safety.floor import SafetyFloor
from handlers.safety.limits import Danger, SafetyLimits
from tests.unit.handlers.safety.happenings import rules
from tests.unit.story import Story, reading


@pytest.fixture
def story() -> Story:
    return Story(SafetyFloor())


@pytest.mark.parametrize(
    ("channel", "value", "rule"),
    [
        ("co2", 1_500, "co2_high"),
        ("temperature", 35.0, "temperature_high"),
        ("temperature", 10.0, "temperature_low"),
        ("humidity", 85.0, "humidity_high"),
        ("humidity", 15.0, "humidity_low"),
        ("humidity", 0, "humidity_low"),
    ],
)
def test_it_acts_at_the_very_reading(story: Story, channel: str, value: float, rule: str) -> None:
    (act,) = story.when(reading(channel, value, 0))[:1]
    assert isinstance(act, SafetyActed)
    assert (act.rule, act.zone, act.channel, act.value) == (rule, "main", channel, value)


@pytest.mark.parametrize(
    ("channel", "value"),
    [
        ("co2", 1_499),
        ("temperature", 34.9),
        ("temperature", 10.1),
        ("humidity", 84.9),
        ("humidity", 15.1),
        ("illuminance", 0),
    ],
)
def test_what_people_can_bear_is_not_its_business(story: Story, channel: str, value: float) -> None:
    assert story.when(reading(channel, value, 0)) == []


def test_one_sensor_that_contradicts_two_others_is_left_out(story: Story) -> None:
    for at in range(0, 120, 10):
        for device, value in (("a", 22.0), ("b", 22.5), ("held_in_a_hand", 41.0)):
            assert story.when(reading("temperature", value, at, device=device)) == []


def test_two_sensors_that_agree_outvote_the_one_that_does_not(story: Story) -> None:
    story.given(
        reading("co2", 600, 0, device="dead_but_talking"), reading("co2", 1_800, 1, device="a")
    )
    assert rules(story.when(reading("co2", 1_820, 2, device="b"))) == ["co2_high"]


def leaves(value: float, at_s: float, number: int, hub: str = "hub") -> list[Recorded]:
    """So many leaves of one hub measure the same."""
    return [reading("co2", value, at_s, device=f"{hub}.{leaf}") for leaf in range(number)]


def test_many_leaves_of_one_hub_do_not_outvote_two_sensors(story: Story) -> None:
    story.given(*leaves(600, 0, 64))
    told = story.when(reading("co2", 2_000, 1, device="a"), reading("co2", 2_000, 2, device="b"))
    assert rules(told) == ["co2_high"]


def test_many_leaves_of_one_hub_raise_no_alarm_against_two_sensors(story: Story) -> None:
    story.given(reading("co2", 600, 0, device="a"), reading("co2", 620, 0, device="b"))
    assert story.when(*leaves(5_000, 1, 64)) == []
    assert story.when(reading("co2", 600, 2, device="a"), reading("co2", 620, 2, device="b")) == []


def test_leaves_of_a_hub_that_is_alone_are_believed_as_sensors_are(story: Story) -> None:
    story.given(reading("co2", 600, 0, device="hub.broken"), *leaves(1_600, 1, 1))
    assert rules(story.when(reading("co2", 1_620, 2, device="hub.1"))) == ["co2_high"]


def test_a_sensor_that_fell_silent_does_not_hold_an_alarm_back(story: Story) -> None:
    story.given(reading("co2", 500, 0, device="dead"))
    assert rules(story.when(reading("co2", 1_600, 700, device="alive"))) == ["co2_high"]


def test_readings_that_arrive_late_say_nothing_of_the_present(story: Story) -> None:
    assert story.when(reading("co2", 5_000, 0, late_s=600)) == []
    assert story.when(reading("temperature", 40.0, 0, late_s=3_600)) == []


def test_a_reading_older_than_the_sensors_last_changes_nothing(story: Story) -> None:
    story.given(reading("co2", 600, 100))
    assert story.when(reading("co2", 2_000, 50)) == []


@pytest.mark.parametrize("value", ["40", True, 1e9, -300.0])
def test_what_no_sensor_can_mean_has_no_vote(story: Story, value: float | bool | str) -> None:
    assert story.when(reading("temperature", value, 0)) == []


def test_each_quantity_of_a_zone_is_a_danger_of_its_own(story: Story) -> None:
    told = story.when(reading("temperature", 36.0, 0), reading("co2", 1_600, 1))
    assert rules(told) == ["temperature_high", "co2_high"]


def test_other_limits_may_be_given() -> None:
    cellar = SafetyLimits((Danger("temperature_low", "temperature", "below", 2.0, 4.0),))
    story = Story(SafetyFloor(cellar))
    assert story.when(reading("temperature", 8.0, 0), reading("co2", 9_000, 0)) == []
    assert rules(story.when(reading("temperature", 2.0, 1))) == ["temperature_low"]
