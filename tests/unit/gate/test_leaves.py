"""Leaves: a hub passes on nothing that the leaf could not be told directly."""

import pytest

from handlers.gate.bounds import Bounds
from handlers.gate.leaf_commands import DRIVES, LEAF_COMMANDS
from handlers.gate.situation import Deeds, KnownDevice
from handlers.swarm.codes import CAPABILITIES, COMMANDS
from tests.unit.gate.office import Office, ago, device, reason_of, rule_of, tier

OFFICE = Office()


def test_every_command_of_the_protocol_is_in_the_table() -> None:
    assert set(LEAF_COMMANDS) == set(COMMANDS.by_code.values())


@pytest.mark.parametrize(
    ("leaf", "rule"),
    [
        ("leaf_1", None),
        ("leaf_2", None),
        ("leaf_9", "leaf_unknown"),
        ("hvac_01", "leaf_unknown"),
        ("leaf_new", "leaf_untrusted"),
        ("leaf_gone", "leaf_offline"),
        ("", "device_arguments"),
    ],
)
def test_the_leaf_must_be_known_trusted_and_hear(leaf: str, rule: str | None) -> None:
    assert rule_of(OFFICE.on_leaf(leaf, "set_state", state="on")) == rule


@pytest.mark.parametrize("command", ["unlock", "SET_STATE", "run_pump", "unknown_0x01"])
def test_a_command_that_leaves_do_not_know_is_refused(command: str) -> None:
    assert rule_of(OFFICE.on_leaf("leaf_1", command)) == "leaf_command_unknown"


@pytest.mark.parametrize(
    ("registered", "command", "args", "rule"),
    [
        ((), "set_state", {"state": "on"}, "leaf_tool_missing"),
        ((), "set_pwm", {"duty": 1}, "leaf_tool_missing"),
        (("relay",), "set_state", {"state": "on"}, None),
        (("neopixel",), "set_state", {"state": "on"}, None),
        (("relay",), "set_pwm", {"duty": 1}, "leaf_tool_missing"),
        (("pwm",), "set_pwm", {"duty": 1}, None),
        (("pwm",), "set_state", {"state": "on"}, "leaf_tool_missing"),
        (("set_state",), "set_state", {"state": "on"}, None),
        ((), "read_now", {}, None),
        ((), "set_interval", {"seconds": 5}, None),
        ((), "reset", {}, None),
    ],
)
def test_a_leaf_drives_only_what_it_registered(
    registered: tuple[str, ...], command: str, args: dict[str, object], rule: str | None
) -> None:
    office = Office(devices=[device("hub_01", "leaf_command"), device("hub_01.l", *registered)])
    assert rule_of(office.on_leaf("l", command, **args)) == rule
    assert rule_of(office.on_command("hub_01.l", command, **args)) == rule


def test_the_reason_says_what_the_leaf_would_have_to_have() -> None:
    office = Office(devices=[device("hub_01", "leaf_command"), device("hub_01.l", "relay")])
    reason = reason_of(office.on_leaf("l", "set_pwm", duty=1))
    assert reason == 'arguments.command is "set_pwm"; allowed: on a leaf that registered pwm'


def test_what_drives_is_a_capability_of_the_protocol() -> None:
    assert DRIVES.keys() <= LEAF_COMMANDS.keys()
    named = {one for any_of in DRIVES.values() for one in any_of}
    assert named <= set(CAPABILITIES.by_code.values())


@pytest.mark.parametrize(
    ("command", "args"),
    [
        ("set_state", {}),
        ("set_state", {"state": 300}),
        ("set_state", {"state": "on", "then": "off"}),
        ("set_pwm", {"duty": 65_536}),
        ("set_pwm", {"duty": -1}),
        ("set_pwm", {"duty": 1.5}),
        ("set_interval", {"seconds": 0}),
        ("set_interval", {"seconds": 65_536}),
        ("deep_sleep", {"milliseconds": 2**32}),
        ("read_now", {"x": 1}),
    ],
)
def test_what_does_not_fit_into_the_frame_is_refused(command: str, args: dict[str, object]) -> None:
    assert rule_of(OFFICE.on_leaf("leaf_1", command, **args)) == "leaf_arguments"


@pytest.mark.parametrize(
    ("command", "args", "reach"),
    [
        ("read_now", {}, "harmless"),
        ("set_state", {"state": "off"}, "reversible"),
        ("set_pwm", {"duty": 65_535}, "reversible"),
        ("set_interval", {"seconds": 65_535}, "reversible"),
        ("deep_sleep", {"milliseconds": 2**32 - 1}, "needs_approval"),
        ("reset", {}, "needs_approval"),
    ],
)
def test_the_tier_is_the_leaf_commands(command: str, args: dict[str, object], reach: str) -> None:
    assert tier(OFFICE.on_leaf("leaf_1", command, **args)) == reach


@pytest.mark.parametrize(
    ("agent", "tool", "arguments", "rule"),
    [
        ("hub_01.leaf_1", "set_state", {"state": "on"}, None),
        ("hub_01.leaf_9", "set_state", {"state": "on"}, "leaf_unknown"),
        ("hub_01.leaf_new", "set_state", {"state": "on"}, "leaf_untrusted"),
        ("hub_01.leaf_gone", "set_state", {"state": "on"}, "leaf_offline"),
        ("hub_01.leaf_1", "run_pump", {"duration_s": 1}, "leaf_command_unknown"),
        ("hub_01.leaf_1", "set_pwm", {"duty": 65_536}, "leaf_arguments"),
        ("hub_01.", "set_state", {"state": "on"}, "device_arguments"),
        (".leaf_1", "set_state", {"state": "on"}, "device_unknown"),
        ("hub_01.leaf_1", "leaf_command", {"leaf_id": "leaf_1"}, "leaf_command_unknown"),
    ],
)
def test_a_leaf_that_is_named_outright_is_commanded_by_its_hub(
    agent: str, tool: str, arguments: dict[str, object], rule: str | None
) -> None:
    assert rule_of(OFFICE.on_command(agent, tool, **arguments)) == rule


@pytest.mark.parametrize(
    ("hub", "rule"),
    [
        (device("hub_01", "leaf_command", trusted=False), "device_untrusted"),
        (device("hub_01", "leaf_command", online=False), "device_offline"),
        (device("hub_01", "get_status"), "device_tool_missing"),
    ],
)
def test_a_leaf_is_not_commanded_past_its_hub(hub: KnownDevice, rule: str) -> None:
    office = Office(devices=[hub, device("hub_01.leaf_1", "relay")])
    assert rule_of(office.on_command("hub_01.leaf_1", "set_state", state="on")) == rule


def test_a_leaf_that_is_named_outright_reaches_as_far_as_its_own_command() -> None:
    assert tier(OFFICE.on_command("hub_01.leaf_1", "set_pwm", duty=1)) == "reversible"
    assert tier(OFFICE.on_command("hub_01.leaf_1", "reset")) == "needs_approval"


def test_what_counts_for_taint_is_where_the_leaf_is() -> None:
    office = Office(tainted=True)
    assert rule_of(office.on_leaf("leaf_1", "set_state", state="on")) is None
    assert rule_of(office.on_leaf("leaf_2", "set_state", state="on")) == "tainted_command"
    assert rule_of(office.on_leaf("leaf_2", "read_now")) is None


def test_a_leafs_commands_count_as_its_hubs() -> None:
    office = Office(
        deeds=Deeds(commanded={"hub_01": (ago(1),)}), bounds=Bounds(command_apart_s=5.0)
    )
    assert rule_of(office.on_leaf("leaf_1", "read_now")) == "command_too_soon"
    assert rule_of(office.on_command("hub_01.leaf_1", "read_now")) == "command_too_soon"
