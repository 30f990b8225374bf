"""The simulated office is the same for the same seed, and its rooms behave like rooms."""

from collections import Counter, defaultdict
from itertools import pairwise
from typing import Any

import pytest

from services.virtual_edge.office import Office
from services.virtual_edge.scenarios import SCENARIOS, Scenario, scenario

EIGHT_IN_THE_MORNING = 1_772_406_000
"""Of a Monday in Japan."""

HOUR_S = 3_600


def office(name: str = "normal", seed: int = 1) -> Office:
    return Office(seed, EIGHT_IN_THE_MORNING, scenario(name))


def live(building: Office, hours: float) -> list[tuple[str, Any]]:
    steps = range(int(hours * HOUR_S))
    return [(said.topic, said.values) for _ in steps for said in building.step()]


def test_the_same_seed_gives_the_same_messages() -> None:
    assert live(office(), 0.2) == live(office(), 0.2)


def test_another_seed_gives_other_messages() -> None:
    assert live(office(seed=1), 0.1) != live(office(seed=2), 0.1)


def test_devices_keep_their_cadence() -> None:
    per_minute = Counter(topic for topic, _ in live(office(), 1 / 60))
    assert per_minute["office/main/sensor/sensor_01/temperature"] == 12
    assert per_minute["office/main/sensor/sensor_01/heartbeat"] == 1
    assert per_minute["office/main/sensor/swarm_hub_01.leaf_env_01/humidity"] == 6
    assert per_minute["office/main/sensor/swarm_hub_01.leaf_pir_01/motion"] == 12
    assert per_minute["office/main/camera/cam_01/occupancy"] == 12
    assert per_minute["hydro/lettuce_raft/status"] == 12


def test_people_come_in_the_morning_and_are_gone_at_night() -> None:
    building = office()
    counts = defaultdict(set)
    for _ in range(16 * HOUR_S):
        building.step()
        counts[int(building.building.local_hour)].add(building.building.people("main"))
    assert max(counts[11]) >= 3
    assert counts[22] == {0}


@pytest.mark.parametrize(
    ("name", "at_night"), [("heat_wave", 2), ("cold_snap", 2), ("heat_wave+night_empty", 0)]
)
def test_where_there_is_much_to_do_somebody_is_there_at_any_hour(name: str, at_night: int) -> None:
    midnight = Office(1, EIGHT_IN_THE_MORNING - 8 * HOUR_S, scenario(name)).building
    assert (midnight.people("main"), midnight.people("meeting")) == (at_night, 0)


def test_people_breathe_and_the_door_moves() -> None:
    building = office()
    before = building.building.air["main"].co2_ppm
    doors = [v for t, v in live(building, 3) if t.endswith("leaf_door_01/door")]
    assert building.building.air["main"].co2_ppm > before + 100
    assert {"value": 1} in doors
    assert {"value": 0} in doors


@pytest.mark.parametrize(
    ("name", "quantity", "lowest", "highest"),
    [
        ("normal", "temperature_c", 20.0, 26.0),
        ("heat_wave", "temperature_c", 27.0, 40.0),
        ("cold_snap", "temperature_c", 5.0, 17.9),
        ("dry_air", "humidity_percent", 5.0, 29.0),
        ("humid", "humidity_percent", 61.0, 100.0),
        ("stuffy_meeting", "co2_ppm", 1_100.0, 4_000.0),
    ],
)
def test_a_scenario_shows_in_the_air(
    name: str, quantity: str, lowest: float, highest: float
) -> None:
    building = office(name)
    live(building, 5)
    assert lowest <= getattr(building.building.air["meeting"], quantity) <= highest


@pytest.mark.parametrize(
    ("name", "begins_c"),
    [("normal", 22.5), ("heat_wave", 27.0), ("cold_snap", 17.0), ("dead_sensor+heat_wave", 27.0)],
)
def test_every_room_begins_as_its_scenario_says(name: str, begins_c: float) -> None:
    beginning = office(name)
    assert {air.temperature_c for air in beginning.building.air.values()} == {begins_c}
    said = live(beginning, 0.01)
    value = next(v["value"] for topic, v in said if topic.endswith("sensor_02/temperature"))
    assert value == pytest.approx(begins_c, abs=0.6)


def test_a_dead_sensor_falls_silent_and_a_chatty_one_does_not_stop() -> None:
    topic = "office/main/sensor/sensor_01/temperature"
    usual = Counter(t for t, _ in live(office(), 0.5))[topic]
    assert Counter(t for t, _ in live(office("dead_sensor"), 0.5))[topic] <= usual // 2
    assert Counter(t for t, _ in live(office("chatty_sensor"), 0.5))[topic] > 10 * usual


def test_tampering_jumps_faster_than_a_room_can() -> None:
    topic = "office/main/sensor/sensor_01/temperature"
    values = [v["value"] for t, v in live(office("tampering"), 0.4) if t == topic]
    assert max(abs(b - a) for a, b in pairwise(values)) > 5


def test_scenarios_combine() -> None:
    both = scenario("heat_wave+dead_sensor")
    assert both.warmer_c == SCENARIOS["heat_wave"].warmer_c
    assert both.silent == SCENARIOS["dead_sensor"].silent
    assert not both.chores
    assert scenario("chores+humid").chores
    assert Scenario() & both == both


def test_the_batteries_of_the_leaves_drain() -> None:
    building = office()
    live(building, 1)
    assert all(2_000 <= leaf.battery_mv < 3_300 for leaf in building.hub.leaves.values())
