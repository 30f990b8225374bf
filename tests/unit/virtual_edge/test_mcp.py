"""Every call of a device gets one JSON-RPC answer: a result or an error object."""

import json
from typing import Any

import pytest

from events.mqtt.topic import Topic
from services.virtual_edge import mcp
from services.virtual_edge.office import Office


@pytest.fixture
def office() -> Office:
    return Office(1, 1_772_406_000)


def call(office: Office, agent: str, tool: str, **arguments: object) -> Any:
    request = {
        "jsonrpc": "2.0",
        "method": "call_tool",
        "params": {"name": tool, "arguments": arguments},
        "id": "r1",
    }
    answer = mcp.answer(
        office.devices, f"mcp/{agent}/request/call_tool", json.dumps(request).encode()
    )
    assert answer is not None
    assert answer.topic == f"mcp/{agent}/response/r1"
    assert (answer.body["jsonrpc"], answer.body["id"]) == ("2.0", "r1")
    return answer.body.get("error") or answer.body["result"]


def test_every_device_tells_its_status(office: Office) -> None:
    for name in office.devices:
        assert call(office, name, "get_status")["status"] == "online"


def test_lights_are_switched(office: Office) -> None:
    assert call(office, "aqua_01", "set_lights", state="off") == {"lights": 0}
    assert call(office, "aqua_01", "get_status")["lights"] == 0


def test_acid_lowers_the_ph(office: Office) -> None:
    assert call(office, "hydro_01", "dose_ph_down", amount_ml=2) == {"ph": 5.9}


@pytest.mark.parametrize("amount", [0, -1, 21, True, "5", None])
def test_a_dose_out_of_bounds_is_refused(office: Office, amount: object) -> None:
    assert call(office, "hydro_01", "dose_ph_down", amount_ml=amount)["code"] == -32_602
    assert call(office, "hydro_01", "get_status")["ph"] == 6.1


def test_a_leaf_acknowledges_a_command_and_obeys(office: Office) -> None:
    answer = call(
        office,
        "swarm_hub_01",
        "leaf_command",
        leaf_id="leaf_env_01",
        command="set_interval",
        args={"seconds": 3},
    )
    assert answer["status"] == "acknowledged"
    assert office.hub.leaves[1].interval_s == 3


def test_a_leaf_reads_on_request(office: Office) -> None:
    answer = call(office, "swarm_hub_01", "leaf_command", leaf_id="leaf_env_01", command="read_now")
    assert set(answer["readings"]) == {"temperature", "humidity"}


@pytest.mark.parametrize(
    "arguments",
    [
        {"leaf_id": "leaf_x", "command": "read_now"},
        {"leaf_id": "leaf_env_01", "command": "explode"},
        {"leaf_id": "leaf_env_01", "command": "set_interval", "args": {"seconds": 1e9}},
    ],
)
def test_a_command_that_no_leaf_can_obey_is_refused(
    office: Office, arguments: dict[str, object]
) -> None:
    assert call(office, "swarm_hub_01", "leaf_command", **arguments)["code"] == -32_602


def test_an_unknown_tool_is_an_error_and_not_a_silence(office: Office) -> None:
    assert call(office, "sensor_01", "make_coffee")["code"] == -32_601


@pytest.mark.parametrize(
    "payload", [b"", b"[]", b"nonsense", b'{"method":"call_tool"}', b'{"id":null}']
)
def test_what_cannot_be_answered_is_passed_over(office: Office, payload: bytes) -> None:
    assert mcp.answer(office.devices, "mcp/sensor_01/request/call_tool", payload) is None


@pytest.mark.parametrize("request_id", ["a#b", "a+b", "a/b", "", "a\0", "%", "\uffff", 7])
def test_any_request_id_is_one_level_of_the_answers_topic(
    office: Office, request_id: object
) -> None:
    payload = json.dumps({"method": "call_tool", "id": request_id}).encode()
    answer = mcp.answer(office.devices, "mcp/sensor_01/request/call_tool", payload)
    assert answer is not None
    assert answer.topic.count("/") == 3
    assert Topic(answer.topic)
    assert answer.body["id"] == request_id


@pytest.mark.parametrize(
    "payload",
    [
        b"[" * 100_000,
        b'{"id":"r1","method":' + b"[" * 100_000,
        b'{"id":"\\ud800"}',
        b'{"id":"' + b"x" * 70_000 + b'"}',
        b'{"id":["r1"]}',
        b'{"id":{}}',
        b'{"id":true}',
        b'{"id":NaN}',
    ],
)
def test_what_could_not_be_answered_in_any_topic_is_passed_over(
    office: Office, payload: bytes
) -> None:
    assert mcp.answer(office.devices, "mcp/sensor_01/request/call_tool", payload) is None


@pytest.mark.parametrize("depth", range(50, 2_000, 50))
def test_no_depth_of_nesting_ends_the_office(office: Office, depth: int) -> None:
    nested = b"[" * depth + b"]" * depth
    for request in (
        b'{"id":"r1","method":%b}',
        b'{"id":"r1","method":"call_tool","params":{"name":%b}}',
        b'{"id":"r1","method":"call_tool","params":{"name":"set_lights","arguments":{"state":%b}}}',
    ):
        mcp.answer(office.devices, "mcp/aqua_01/request/call_tool", request % nested)


def test_another_agents_call_is_passed_over(office: Office) -> None:
    assert mcp.answer(office.devices, "mcp/robot/request/call_tool", b'{"id":1}') is None
