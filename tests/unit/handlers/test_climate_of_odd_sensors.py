"""Sensors that fall silent, chatter or are many: no trigger dies, no row grows for ever."""

import pytest

from events.zones import TamperingSuspected, ThresholdCleared, ThresholdCrossed
from handlers.world.climate import ClimateReactor
from handlers.world.sensors import RECENT_LIMIT
from projections.fusion import WINDOW
from projections.speakers import SPEAKERS_LIMIT
from tests.unit.story import START, Story, reading

SILENCE_S = WINDOW.total_seconds()


@pytest.fixture
def story() -> Story:
    return Story(ClimateReactor())


def test_an_alarm_does_not_outlive_its_sensor(story: Story) -> None:
    story.given(reading("co2", 1_200, 0))
    (crossed,) = story.when(reading("co2", 1_300, 3 * 3_600))
    assert isinstance(crossed, ThresholdCrossed)
    assert crossed.value == 1_300


def test_whoever_was_told_of_an_alarm_is_told_of_its_end_after_a_silence_too(story: Story) -> None:
    story.given(reading("co2", 1_200, 0))
    (cleared,) = story.when(reading("co2", 600, 3 * 3_600))
    assert isinstance(cleared, ThresholdCleared)


def test_silence_does_not_shorten_the_cooldown(story: Story) -> None:
    story.given(reading("co2", 1_200, 0), reading("co2", 1_200, 590))
    assert story.when(reading("co2", 1_200, 599)) == []


def test_a_clock_that_is_fast_prolongs_no_cooldown(story: Story) -> None:
    ahead = reading("co2", 1_200, 290)
    ahead.recorded_at = START
    story.given(ahead)
    (crossed,) = story.when(reading("co2", 1_200, 600))
    assert isinstance(crossed, ThresholdCrossed)


@pytest.mark.parametrize("hz", [0.2, 2, 50])
def test_a_leap_is_noticed_however_often_the_sensor_speaks(story: Story, hz: float) -> None:
    steps = round(30 * hz)
    told = story.when(
        *(reading("temperature", 19.0 + 6.0 * n / steps, n / hz) for n in range(steps + 1))
    )
    (suspected,) = [one for one in told if isinstance(one, TamperingSuspected)]
    assert suspected.value - suspected.previous >= 5.0


def test_what_is_remembered_of_a_chatty_sensor_is_bounded(story: Story) -> None:
    story.given(*(reading("temperature", 20 + n % 3, n / 100) for n in range(6_000)))
    (row,) = story.state.rows().values()
    assert len(row.sensors["env_01"].recent) <= RECENT_LIMIT + 1


def test_a_sensor_that_fell_silent_is_forgotten(story: Story) -> None:
    names = [f"sensor_{n}" for n in range(20)]
    story.given(
        *(reading("humidity", 45.0, n * SILENCE_S, device=name) for n, name in enumerate(names))
    )
    (row,) = story.state.rows().values()
    assert list(row.sensors) == names[-1:]


def test_a_flood_of_leaves_pushes_out_no_other_sensor(story: Story) -> None:
    story.given(*(reading("co2", 600, 0, device=name) for name in ("a", "b")))
    leaves = [f"hub.{n}" for n in range(3 * SPEAKERS_LIMIT)]
    assert story.when(*(reading("co2", 5_000, 1, device=name) for name in leaves)) == []
    (row,) = story.state.rows().values()
    assert {"a", "b"} < set(row.sensors)
    assert len(row.sensors) == SPEAKERS_LIMIT


def test_of_more_names_than_a_zone_can_have_those_heard_last_are_kept(story: Story) -> None:
    names = [f"sensor_{n}" for n in range(3 * SPEAKERS_LIMIT)]
    story.given(*(reading("co2", 600, n / 10, device=name) for n, name in enumerate(names)))
    (row,) = story.state.rows().values()
    assert sorted(row.sensors) == sorted(names[-SPEAKERS_LIMIT:])
