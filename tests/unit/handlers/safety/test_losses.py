"""Which devices are missed in a zone where people are, and which come and go."""

import pytest

from events import tasks, voice
from events.brain import SafetyActed
from events.envelope import Recorded
from events.vision import CameraDiscovered
from handlers.safety.floor import SafetyFloor
from tests.unit.handlers.safety.happenings import (
    HVAC,
    calls,
    installed,
    offline,
    online,
    people,
    rules,
)
from tests.unit.story import Story, reading, recorded

LOST = ["device_offline"]


@pytest.fixture
def story() -> Story:
    """A zone with two people in it."""
    return Story(SafetyFloor()).given(people(2, 0))


def seen_until(at_s: float) -> list[Recorded]:
    return [people(2, at) for at in range(5, int(at_s) + 1, 5)]


def test_the_last_sensor_of_a_quantity_is_missed(story: Story) -> None:
    story.given(online("co2_01"), reading("co2", 600, 1, device="co2_01"), *seen_until(120))
    act, task, said = story.when(offline("co2_01", 121))
    assert isinstance(act, SafetyActed)
    assert (act.rule, act.zone, act.device) == ("device_offline", "main", "co2_01")
    assert isinstance(task, tasks.Requested)
    assert "CO2を測る最後のセンサー「co2_01」" in (task.description or "")
    assert isinstance(said, voice.Requested)


def test_a_sensor_beside_another_is_not(story: Story) -> None:
    for device in ("leaf_a", "leaf_b"):
        story.given(online(device), reading("temperature", 22.0, 1, device=device))
    assert story.when(offline("leaf_a", 121)) == []


def test_the_other_ones_loss_is_noticed_then(story: Story) -> None:
    for device in ("leaf_a", "leaf_b"):
        story.given(online(device), reading("temperature", 22.0, 1, device=device))
    story.given(offline("leaf_a", 121), *seen_until(200))
    story.given(reading("temperature", 22.0, 180, device="leaf_b"))
    assert rules(story.when(offline("leaf_b", 300))) == LOST


def test_one_that_has_stopped_measuring_does_not_stand_in_for_another(story: Story) -> None:
    for device in ("leaf_a", "leaf_b"):
        story.given(online(device), reading("co2", 600, 1, device=device))
    story.given(*seen_until(700), reading("co2", 600, 590, device="leaf_b"))
    assert rules(story.when(offline("leaf_b", 705, silent_s=5))) == LOST


def test_nor_is_it_missed_itself(story: Story) -> None:
    story.given(online("leaf_a"), reading("co2", 600, 1, device="leaf_a"), *seen_until(700))
    assert story.when(offline("leaf_a", 705, silent_s=5)) == []


def test_a_sensor_for_gas_is_missed_though_there_are_others(story: Story) -> None:
    for device in ("gas_a", "gas_b"):
        story.given(online(device), reading("gas_resistance", 5_000, 1, device=device))
    assert rules(story.when(offline("gas_a", 121))) == LOST


def test_what_the_floor_could_act_by_is_missed(story: Story) -> None:
    story.given(*installed("hvac_01", *HVAC))
    told = story.when(offline("hvac_01", 121))
    assert (rules(told), calls(told)) == (LOST, [])


def test_a_lamp_is_not(story: Story) -> None:
    story.given(*installed("light_01", "get_status", "set_state"))
    assert story.when(offline("light_01", 121)) == []


def test_the_camera_that_saw_the_people_is_missed(story: Story) -> None:
    story.given(*seen_until(60))
    assert rules(story.when(offline("cam_01", 185, silent_s=125))) == LOST


def test_so_is_one_that_was_only_found_on_the_network(story: Story) -> None:
    found = CameraDiscovered(camera="cam_02", zone="main")
    story.given(recorded(found, "device:cam_02", 1), *seen_until(60))
    assert rules(story.when(offline("cam_02", 121))) == LOST


def test_in_an_empty_zone_nothing_is_missed(story: Story) -> None:
    story.given(reading("co2", 600, 1, device="co2_01"), people(0, 10), people(0, 120))
    assert story.when(offline("co2_01", 130)) == []


def test_nor_where_nobody_was_ever_seen() -> None:
    story = Story(SafetyFloor()).given(reading("co2", 600, 1, device="co2_01"))
    assert story.when(offline("co2_01", 130)) == []


def test_nor_is_a_device_that_stands_nowhere(story: Story) -> None:
    story.given(reading("co2", 600, 1, device="co2_01"))
    assert story.when(offline("co2_01", 121, zone=None)) == []


def test_a_power_cut_in_a_zone_is_told_once(story: Story) -> None:
    for device in ("gas_a", "gas_b", "gas_c"):
        story.given(reading("gas_resistance", 5_000, 1, device=device))
    told = story.when(*(offline(f"gas_{one}", 121 + at) for at, one in enumerate("abc")))
    assert rules(told) == LOST


def test_a_device_that_comes_and_goes_is_told_once_in_five_minutes(story: Story) -> None:
    story.given(reading("gas_resistance", 5_000, 1, device="gas_a"))
    told = [
        one
        for at in range(0, 600, 60)
        for one in story.when(
            people(2, at + 20), online("gas_a", at), offline("gas_a", at + 30, silent_s=5)
        )
    ]
    assert rules(told) == LOST * 2
