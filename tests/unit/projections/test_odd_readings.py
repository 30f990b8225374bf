"""What sensors say besides numbers, and numbers that no room has: shown, and without a vote."""

import pytest

from tests.unit.story import reading, room


def test_a_word_among_numbers_does_not_switch_off_fusion() -> None:
    view = room(
        reading("temperature", 22.0, 0, device="a"),
        reading("temperature", 22.4, 0, device="b"),
        reading("temperature", "unavailable", 1, device="c"),
        at_s=2,
    )
    temperature = view.channels["temperature"]
    assert temperature.value == pytest.approx(22.2, abs=0.01)
    assert temperature.sensors["c"].value == "unavailable"
    assert not any(sensor.outlier for sensor in temperature.sensors.values())


def test_a_word_that_went_stale_long_ago_means_nothing_now() -> None:
    view = room(
        reading("temperature", "unavailable", 0, device="old"),
        reading("temperature", 22.0, 3_600, device="a"),
        reading("temperature", 38.0, 3_600, device="b"),
        at_s=3_601,
    )
    assert view.channels["temperature"].value == 22.0
    assert view.channels["temperature"].sensors["b"].outlier


def test_the_age_of_a_fused_value_is_that_of_its_newest_vote() -> None:
    view = room(
        reading("temperature", 22.0, 0, device="a"),
        reading("temperature", "unavailable", 50, device="b"),
        at_s=60,
    )
    assert view.channels["temperature"].age_s == 60


def test_where_nothing_can_be_averaged_the_newest_word_holds() -> None:
    view = room(
        reading("mode", "auto", 0, device="a"), reading("mode", "manual", 5, device="b"), at_s=6
    )
    assert view.channels["mode"].value == "manual"


@pytest.mark.parametrize("value", [1, True, "open", "auto"])
@pytest.mark.parametrize("channel", ["door", "motion", "mode"])
def test_a_state_that_nobody_confirms_goes_stale_and_leaves(
    channel: str, value: float | bool | str
) -> None:
    view = room(reading(channel, value, 0), at_s=86_400).channels[channel]
    assert (view.value, view.stale) == (None, True)
    assert view.sensors["env_01"].value == value


def test_a_word_and_a_number_that_are_both_stale_leave_nothing() -> None:
    view = room(
        reading("temperature", 22.0, 0, device="a"),
        reading("temperature", "unavailable", 1, device="b"),
        at_s=700,
    )
    assert (view.channels["temperature"].value, view.channels["temperature"].stale) == (None, True)


@pytest.mark.parametrize(
    ("channel", "value"), [("temperature", 500.0), ("humidity", 140), ("co2", -1)]
)
def test_a_lone_broken_sensor_does_not_speak_for_the_room(channel: str, value: float) -> None:
    view = room(reading(channel, value, 0), at_s=1).channels[channel]
    assert (view.value, view.stale) == (None, False)
    assert view.sensors["env_01"].outlier
    assert view.sensors["env_01"].value == value


def test_of_a_broken_sensor_and_a_sane_one_the_sane_one_is_believed() -> None:
    view = room(
        reading("humidity", 255.0, 0, device="broken"),
        reading("humidity", 41.0, 0, device="fine"),
        at_s=1,
    )
    assert view.channels["humidity"].value == 41.0
