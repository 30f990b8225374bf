"""A hub and its leaves are one voice, and a zone shows which of them it heard."""

import pytest

from projections.brain.rows import Channel, LastSaid
from projections.brain.seeing import value_of
from projections.fusion import Vote
from projections.hubs import counted, fuse_hubs, hub_of
from tests.unit.story import START, reading, room

SYBILS = {f"hub.{leaf}": 5_000.0 for leaf in range(8)}
HONEST = {"a": 600.0, "b": 620.0}


def votes(said: dict[str, float]) -> dict[str, Vote]:
    return {name: Vote(value, 0.0) for name, value in said.items()}


@pytest.mark.parametrize(("device", "hub"), [("hub.leaf", "hub"), ("hub", "hub"), ("a.b.c", "a")])
def test_a_leaf_is_reached_through_its_hub(device: str, hub: str) -> None:
    assert hub_of(device) == hub


def test_leaves_of_one_hub_share_one_vote() -> None:
    assert fuse_hubs("co2", votes({**HONEST, **SYBILS})) == pytest.approx(610.0)


def test_a_hub_that_measures_itself_has_no_second_vote() -> None:
    agreeing = votes({"a": 600.0, "hub": 640.0, "hub.1": 640.0, "hub.2": 640.0})
    assert fuse_hubs("co2", agreeing) == pytest.approx(620.0)


def test_a_leaf_that_contradicts_its_siblings_is_not_in_their_vote() -> None:
    said = votes({"hub.1": 600.0, "hub.2": 600.0, "hub.3": 9_000.0, "a": 620.0})
    assert fuse_hubs("co2", said) == pytest.approx(610.0)
    assert counted("co2", said) == {"hub.1", "hub.2", "a"}


def test_one_sensor_does_not_silence_a_hub_whose_leaves_agree() -> None:
    hot = {f"hub.{leaf}": 45.0 + leaf / 10 for leaf in range(5)}
    said = votes({**hot, "a": 22.0})
    assert fuse_hubs("temperature", said) == pytest.approx(45.2)
    assert counted("temperature", said) == hot.keys()


def test_of_two_with_as_many_leaves_the_one_nearer_to_what_is_usual_is_believed() -> None:
    said = votes({"hub.1": 45.0, "a": 22.0})
    assert fuse_hubs("temperature", said) == pytest.approx(22.0)


def test_leaves_that_are_silent_back_nothing() -> None:
    old = {f"hub.{leaf}": Vote(45.0, 700.0) for leaf in range(5)}
    said = {**old, **votes({"a": 22.0})}
    assert fuse_hubs("temperature", said) == pytest.approx(22.0)


def test_a_hub_none_of_whose_leaves_can_be_right_has_no_vote() -> None:
    said = votes({"hub.1": -5.0, "hub.2": -6.0})
    assert fuse_hubs("co2", said) is None
    assert counted("co2", said) == frozenset()


def test_a_zone_shows_its_number_and_whom_it_left_out() -> None:
    said = {**HONEST, **SYBILS}
    channel = room(
        *(reading("co2", value, 0, device=name) for name, value in said.items()), at_s=0
    ).channels["co2"]
    assert channel.value == pytest.approx(610.0)
    assert {name for name, sensor in channel.sensors.items() if sensor.outlier} == SYBILS.keys()


def test_the_brain_sees_the_same_number() -> None:
    sensors = {name: LastSaid(value, START) for name, value in {**HONEST, **SYBILS}.items()}
    assert value_of(Channel("main", "co2", sensors), START) == pytest.approx(610.0)
