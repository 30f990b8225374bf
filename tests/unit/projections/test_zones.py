"""What a room is like: fused where that means something, aged, and never invented."""

import pytest

from events.vision import ActivityObserved, OccupancyObserved
from projections.fusion import Vote, fuse
from tests.unit.story import reading, recorded, room


def test_zero_and_false_are_values() -> None:
    view = room(reading("temperature", 0, 0), reading("motion", False, 0), at_s=1)
    assert view.channels["temperature"].value == 0
    assert view.channels["motion"].value is False


def test_a_sensor_has_one_vote_however_often_it_speaks() -> None:
    chatty = [reading("temperature", 24.0, at / 10, device="chatty") for at in range(500)]
    view = room(*chatty, reading("temperature", 20.0, 50, device="quiet"), at_s=50)
    assert view.channels["temperature"].value == pytest.approx(22.0, abs=0.1)


def test_of_two_that_contradict_each_other_the_plausible_one_is_believed() -> None:
    view = room(
        reading("temperature", 22.0, 0, device="a"),
        reading("temperature", 38.0, 0, device="b"),
        at_s=1,
    )
    assert view.channels["temperature"].value == 22.0
    assert view.channels["temperature"].sensors["b"].outlier


def test_an_outlier_among_many_is_left_out_but_shown() -> None:
    values = {"a": 21.8, "b": 22.1, "c": 22.3, "broken": 85.0}
    view = room(*(reading("temperature", v, 0, device=d) for d, v in values.items()), at_s=1)
    temperature = view.channels["temperature"]
    assert temperature.value == pytest.approx(22.07, abs=0.01)
    assert [name for name, one in temperature.sensors.items() if one.outlier] == ["broken"]


def test_readings_beyond_all_measure_are_shown_but_have_no_vote() -> None:
    absurd = [reading("temperature", 1.7e308, 0, device=device) for device in "ab"]
    alone = room(*absurd, at_s=1).channels["temperature"]
    assert (alone.value, alone.stale) == (None, False)
    assert all(sensor.outlier for sensor in alone.sensors.values())
    view = room(*absurd, reading("temperature", 21.0, 0, device="c"), at_s=1)
    assert view.channels["temperature"].value == 21.0


def test_a_dead_sensors_value_goes_stale_and_leaves() -> None:
    temperature = room(reading("temperature", 22.0, 0), at_s=601).channels["temperature"]
    assert (temperature.value, temperature.stale, temperature.age_s) == (None, True, 601)


def test_the_same_rows_are_fresh_in_the_past() -> None:
    events = (reading("temperature", 22.0, 0),)
    assert room(*events, at_s=60).channels["temperature"].stale is False
    assert room(*events, at_s=900).channels["temperature"].stale is True


def test_a_late_reading_does_not_replace_a_newer_one() -> None:
    view = room(reading("co2", 600, 100), reading("co2", 900, 50, late_s=60), at_s=120)
    assert view.channels["co2"].value == 600


def test_doors_and_motion_are_states_not_averages() -> None:
    view = room(reading("door", 1, 0, device="a"), reading("door", 0, 30, device="a"), at_s=40)
    assert view.channels["door"].value == 0


def test_people_are_who_the_cameras_see() -> None:
    seen = recorded(OccupancyObserved(zone="main", person_count=2), "zone:main", 0)
    assert room(seen, at_s=5).occupancy.person_count == 2
    assert room(seen, at_s=65).occupancy.person_count == 0


def test_posture_is_forgotten_when_the_room_empties() -> None:
    sat = ActivityObserved(zone="main", person_count=1, posture_status="static")
    left = ActivityObserved(zone="main", person_count=0, posture_status="static")
    view = room(recorded(sat, "zone:main", 0), recorded(left, "zone:main", 5), at_s=6)
    assert view.occupancy.posture_status is None


def test_weight_fades_with_the_time_constant_and_not_by_halves() -> None:
    value = fuse("co2", [Vote(600, 0), Vote(700, 60)])
    assert value == pytest.approx((600 + 700 * 0.36788) / 1.36788, abs=0.01)
