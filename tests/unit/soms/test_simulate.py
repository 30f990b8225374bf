"""`soms simulate` plays the scenario that is named, and says how to see the same again."""

from services.simulator import simulate
from tests.command import soms


def test_the_scenario_that_is_named_is_played_and_named_again() -> None:
    said = soms("simulate", "--hours", "0.05", "--scenario", "heat_wave+dead_sensor", "--json").json
    assert said["command"] == "soms simulate --seed 1 --hours 0.05 --scenario heat_wave+dead_sensor"
    assert said["by_type"]["zones.threshold_crossed"] >= 1
    same = simulate(1, 0.05, scenario_name="heat_wave+dead_sensor")
    assert said["root"] == same.root


def test_where_none_is_named_none_is_repeated() -> None:
    command = soms("simulate", "--hours", "0.01", "--faults", "--json").json["command"]
    assert command == "soms simulate --seed 1 --hours 0.01 --faults"


def test_a_scenario_that_there_is_not_is_bad_usage() -> None:
    said = soms("simulate", "--scenario", "heat_wave+flood")
    assert said.status == 2
    assert "flood" in said.err
    assert "cold_snap" in said.err
