"""How often the safety floor acts: at once, again while a danger lasts, never in a flutter."""

import pytest

from events import voice
from events.envelope import Recorded
from handlers.safety.floor import SafetyFloor
from handlers.safety.measures import AGAIN
from tests.unit.handlers.safety.happenings import of, rules
from tests.unit.story import START, Story, reading


@pytest.fixture
def story() -> Story:
    return Story(SafetyFloor())


def test_while_it_lasts_it_acts_every_five_minutes(story: Story) -> None:
    told = story.when(*(reading("co2", 1_600, at) for at in range(0, 1_800, 10)))
    assert rules(told) == ["co2_high"] * 6


def test_a_danger_that_lasts_is_told_as_one_that_lasts(story: Story) -> None:
    told = story.when(reading("co2", 1_600, 0), reading("co2", 1_600, 300))
    first, second = (one.text or "" for one in of(voice.Requested, told))
    assert not first.startswith(AGAIN)
    assert second == AGAIN + first


def test_hovering_about_the_limit_is_one_danger(story: Story) -> None:
    told = story.when(*(reading("co2", 1_500 - 20 * (at % 2), at) for at in range(900)))
    assert rules(told) == ["co2_high"] * 3
    assert [(one.text or "").startswith(AGAIN) for one in of(voice.Requested, told)] == [
        False,
        True,
        True,
    ]


def test_a_danger_that_was_over_is_a_new_one_the_next_time(story: Story) -> None:
    story.given(reading("co2", 1_600, 0), reading("co2", 1_400, 100))
    told = story.when(reading("co2", 1_600, 400))
    assert rules(told) == ["co2_high"]
    assert not (of(voice.Requested, told)[0].text or "").startswith(AGAIN)


def test_a_danger_that_comes_back_at_once_waits_for_the_cooldown(story: Story) -> None:
    story.given(reading("co2", 1_600, 0), reading("co2", 1_400, 100))
    assert story.when(reading("co2", 1_600, 200), reading("co2", 1_600, 299)) == []
    assert rules(story.when(reading("co2", 1_600, 300))) == ["co2_high"]


def ahead(value: float, by_s: float) -> Recorded:
    """A reading that is of a time to come, by its sensor's clock, recorded at the start."""
    event = reading("co2", value, by_s)
    event.recorded_at = START
    return event


def test_a_clock_that_is_fast_prolongs_no_cooldown(story: Story) -> None:
    assert rules(story.when(ahead(1_600, 290))) == ["co2_high"]
    told = (reading("co2", 5_000, at, device=name) for at in (299, 301) for name in ("a", "b"))
    assert [rules(story.when(one)) for one in told] == [[], [], ["co2_high"], []]


def test_a_sensor_whose_clock_was_put_right_goes_on_voting(story: Story) -> None:
    story.given(ahead(600, 290))
    assert rules(story.when(reading("co2", 1_600, 10))) == ["co2_high"]


def test_zones_and_rules_have_cooldowns_of_their_own(story: Story) -> None:
    story.given(reading("temperature", 36.0, 0))
    told = story.when(
        reading("temperature", 36.0, 1, zone="lab", device="other"),
        reading("humidity", 90.0, 2),
        reading("temperature", 36.0, 3),
    )
    assert rules(told) == ["temperature_high", "humidity_high"]


def test_from_hot_to_cold_is_another_danger(story: Story) -> None:
    told = story.when(reading("temperature", 36.0, 0), reading("temperature", 9.0, 60))
    assert rules(told) == ["temperature_high", "temperature_low"]
