"""What devices are told to do really happens in the simulated office."""

import json
from typing import Any

import pytest

from services.virtual_edge import mcp
from services.virtual_edge.devices import Hydroponics
from services.virtual_edge.office import Office
from services.virtual_edge.scenarios import scenario

EIGHT_IN_THE_MORNING = 1_772_406_000
HOUR_S = 3_600
HVAC = "office/main/hvac/hvac_01/state"


def office(name: str = "normal") -> Office:
    return Office(1, EIGHT_IN_THE_MORNING, scenario(name))


def call(office: Office, agent: str, tool: str, **arguments: object) -> Any:
    params = {"name": tool, "arguments": arguments}
    request = json.dumps({"method": "call_tool", "params": params, "id": "r1"})
    answer = mcp.answer(office.devices, f"mcp/{agent}/request/call_tool", request.encode())
    assert answer is not None
    return answer.body.get("error") or answer.body["result"]


def live(office: Office, hours: float) -> list[tuple[str, Any]]:
    steps = range(int(hours * HOUR_S))
    return [(said.topic, said.values) for _ in steps for said in office.step()]


def temperature(office: Office, room: str = "main") -> float:
    return office.building.air[room].temperature_c


def test_an_air_conditioner_brings_its_room_where_it_is_told() -> None:
    told = office()
    call(told, "hvac_01", "set_temperature", temperature=26)
    call(told, "hvac_02", "set_temperature", temperature=19.5)
    live(told, 3)
    assert temperature(told, "main") == pytest.approx(26, abs=0.7)
    assert temperature(told, "meeting") == pytest.approx(19.5, abs=0.7)


def test_an_air_conditioner_that_is_off_heats_nothing() -> None:
    told = office()
    call(told, "hvac_01", "set_temperature", temperature=28)
    assert call(told, "hvac_01", "set_power", state="off")["power_state"] == "off"
    live(told, 3)
    assert temperature(told) < 25


def test_the_fan_lets_fresh_air_in() -> None:
    usual, told = office("stuffy_meeting"), office("stuffy_meeting")
    call(told, "hvac_02", "set_fan", level=3)
    live(usual, 3)
    live(told, 3)
    assert told.building.air["meeting"].co2_ppm < usual.building.air["meeting"].co2_ppm - 200


@pytest.mark.parametrize("name", ["heat_wave", "cold_snap"])
def test_where_the_compressor_is_broken_only_the_fan_works(name: str) -> None:
    broken = office(name)
    for tool, arguments in (
        ("set_power", {"state": "on"}),
        ("set_temperature", {"temperature": 22}),
    ):
        assert "compressor" in call(broken, "hvac_01", tool, **arguments)["message"]
    state = call(broken, "hvac_01", "set_fan", level=2)
    assert (state["fan"], state["power_state"], state["fault"]) == (2, "off", "compressor")


@pytest.mark.parametrize(
    ("tool", "arguments"),
    [
        ("set_power", {"state": True}),
        ("set_power", {}),
        ("set_temperature", {"temperature": 17.9}),
        ("set_temperature", {"temperature": 29}),
        ("set_temperature", {"temperature": "24"}),
        ("set_temperature", {"temp": 24}),
        ("set_fan", {"level": 4}),
        ("set_fan", {"level": 1.5}),
        ("set_fan", {"level": True}),
    ],
)
def test_what_is_out_of_bounds_is_refused(tool: str, arguments: dict[str, Any]) -> None:
    assert call(office(), "hvac_01", tool, **arguments)["code"] == -32_602


def test_a_state_is_reported_when_it_changes_and_now_and_then() -> None:
    told = office()
    states = [values for topic, values in live(told, 0.25) if topic == HVAC]
    assert 3 <= len(states) <= 5
    assert states[0] == {"power_state": "on", "mode": "auto", "target_temp": 22.5, "fan": 0}
    call(told, "hvac_01", "set_fan", level=1)
    (state,) = [values for topic, values in live(told, 1 / HOUR_S) if topic == HVAC]
    assert state["fan"] == 1


def test_the_pump_runs_as_long_as_it_is_told_and_stirs_the_raft() -> None:
    told = office()
    raft = told.devices["hydro_01"]
    assert isinstance(raft, Hydroponics)
    raft.ec = 0.8
    assert call(told, "pump_01", "run_pump", duration_s=60)["power_state"] == "on"
    said = [values for topic, values in live(told, 0.05) if topic.endswith("pump_01/state")]
    assert [one["power_state"] for one in said][:2] == ["on", "off"]
    assert call(told, "hydro_01", "get_status")["ec"] == pytest.approx(1.0, abs=0.05)


@pytest.mark.parametrize("duration_s", [0, 61, "30", None, True])
def test_the_pump_runs_for_a_minute_at_most(duration_s: object) -> None:
    assert call(office(), "pump_01", "run_pump", duration_s=duration_s)["code"] == -32_602


def test_every_device_says_what_it_can_do() -> None:
    told = office()
    beats = {
        said.device: said.values["capabilities"]
        for _ in range(600)
        for said in told.step()
        if not isinstance(said.values, bytes) and "capabilities" in said.values
    }
    assert set(beats) == set(told.commanded_devices)
    assert beats["hvac_01"] == ["get_status", "set_power", "set_temperature", "set_fan"]
    assert beats["swarm_hub_01.leaf_door_01"] == ["read_now", "set_interval"]
