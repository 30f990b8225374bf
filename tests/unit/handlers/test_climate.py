"""What is remarkable about a room's air, and what is not."""

import pytest

from events.zones import (
    TamperingSuspected,
    TemperatureSpiked,
    ThresholdCleared,
    ThresholdCrossed,
)
from handlers.world.climate import ClimateReactor
from tests.unit.story import Story, reading


@pytest.fixture
def story() -> Story:
    return Story(ClimateReactor())


def test_a_comfortable_room_is_not_worth_a_word(story: Story) -> None:
    assert story.when(*(reading("temperature", 22.0, at) for at in range(0, 3_600, 30))) == []


def test_zero_is_a_value(story: Story) -> None:
    (crossed,) = story.when(reading("temperature", 0.0, 0))
    assert crossed == ThresholdCrossed(
        zone="main", channel="temperature", value=0.0, threshold=18.0, bound="below"
    )


def test_stuffy_air_is_told_every_ten_minutes_until_it_is_better(story: Story) -> None:
    told = story.when(*(reading("co2", 1_100, at) for at in range(0, 7_200, 60)))
    assert [type(one) for one in told] == [ThresholdCrossed] * 12


def test_air_that_is_on_its_way_back_is_not_told_again(story: Story) -> None:
    story.given(reading("co2", 1_100, 0))
    assert story.when(*(reading("co2", 950, at) for at in range(60, 3_600, 60))) == []


def test_a_limit_is_cleared_only_well_on_the_other_side(story: Story) -> None:
    story.given(reading("co2", 1_100, 0))
    assert story.when(reading("co2", 950, 60)) == []
    (cleared,) = story.when(reading("co2", 880, 120))
    assert cleared == ThresholdCleared(
        zone="main", channel="co2", value=880.0, threshold=900.0, bound="above"
    )


def test_a_second_crossing_waits_for_the_cooldown_and_then_is_told(story: Story) -> None:
    story.given(reading("co2", 1_100, 0), reading("co2", 800, 60))
    assert story.when(reading("co2", 1_100, 120)) == []
    assert [type(one) for one in story.when(reading("co2", 1_100, 601))] == [ThresholdCrossed]


def test_triggers_never_die(story: Story) -> None:
    told = [
        one
        for hour in range(200)
        for one in story.when(
            reading("co2", 1_200, hour * 3_600), reading("co2", 600, hour * 3_600 + 1_800)
        )
    ]
    assert len(told) == 400


def test_one_broken_sensor_among_three_alarms_nobody(story: Story) -> None:
    for at in range(0, 600, 30):
        for device, value in (("a", 22.0), ("b", 22.4), ("broken", 38.0)):
            told = story.when(reading("temperature", value, at, device=device))
            assert not [one for one in told if isinstance(one, ThresholdCrossed)]


def test_a_chatty_sensor_counts_no_more_than_a_quiet_one(story: Story) -> None:
    story.given(reading("temperature", 24.0, 0, device="quiet"))
    told = story.when(
        *(reading("temperature", 27.0, at / 10, device="chatty") for at in range(1, 500))
    )
    assert told == []


def test_a_dead_sensor_has_no_say_after_ten_minutes(story: Story) -> None:
    story.given(reading("temperature", 20.0, 0, device="dead"))
    (crossed,) = story.when(reading("temperature", 26.5, 700, device="alive"))
    assert isinstance(crossed, ThresholdCrossed)
    assert crossed.value == 26.5


def test_a_jump_of_the_room_is_a_spike(story: Story) -> None:
    told = story.when(reading("temperature", 20.0, 0), reading("temperature", 23.5, 60))
    assert told == [TemperatureSpiked(zone="main", value=23.5, previous=20.0)]


def test_a_slow_rise_is_no_spike(story: Story) -> None:
    told = story.when(*(reading("temperature", 20 + at / 600, at) for at in range(0, 3_000, 60)))
    assert told == []


def test_a_sensor_that_leaps_within_half_a_minute_was_tampered_with(story: Story) -> None:
    story.given(reading("humidity", 45.0, 0))
    (suspected,) = story.when(reading("humidity", 66.0, 20))[:1]
    assert suspected == TamperingSuspected(
        zone="main", device="env_01", channel="humidity", value=66.0, previous=45.0, elapsed_s=20.0
    )


def test_a_leap_in_small_steps_is_noticed_too(story: Story) -> None:
    steps = [reading("temperature", 20.0 + step, step * 2) for step in range(6)]
    assert any(isinstance(one, TamperingSuspected) for one in story.when(*steps))


def test_tampering_with_a_zone_is_told_once_in_five_minutes_for_both_channels(story: Story) -> None:
    told = story.when(
        reading("temperature", 20.0, 0),
        reading("humidity", 40.0, 0),
        reading("temperature", 25.5, 10),
        reading("humidity", 61.0, 10),
        reading("humidity", 40.0, 320),
        reading("humidity", 61.0, 330),
    )
    suspected = [one.channel for one in told if isinstance(one, TamperingSuspected)]
    assert suspected == ["temperature", "humidity"]


def test_a_leap_in_one_zone_does_not_silence_another(story: Story) -> None:
    told = story.when(
        *(reading("humidity", 40.0, 0, zone=zone, device=zone) for zone in "ab"),
        *(reading("humidity", 61.0, 10, zone=zone, device=zone) for zone in "ab"),
    )
    assert [one.zone for one in told if isinstance(one, TamperingSuspected)] == ["a", "b"]


def test_readings_that_arrive_late_raise_no_alarm_about_the_present(story: Story) -> None:
    assert story.when(reading("co2", 5_000, 0, late_s=3_600)) == []


def test_a_reading_older_than_the_sensors_last_changes_nothing(story: Story) -> None:
    story.given(reading("co2", 600, 100))
    assert story.when(reading("co2", 2_000, 50)) == []


@pytest.mark.parametrize("value", ["22", True, 1e9, -300.0])
def test_what_no_sensor_can_mean_has_no_vote(story: Story, value: float | bool | str) -> None:
    assert story.when(reading("temperature", value, 0)) == []


def test_zones_do_not_disturb_each_other(story: Story) -> None:
    story.given(reading("co2", 1_100, 0, zone="a"))
    (crossed,) = story.when(reading("co2", 1_100, 1, zone="b", device="other"))
    assert isinstance(crossed, ThresholdCrossed)
    assert crossed.zone == "b"
