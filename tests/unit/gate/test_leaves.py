"""Leaves: a hub passes on nothing that the leaf could not be told directly."""

import pytest

from handlers.gate.bounds import Bounds
from handlers.gate.leaf_commands import LEAF_COMMANDS
from handlers.gate.situation import Deeds
from handlers.swarm.codes import COMMANDS
from tests.unit.gate.office import Office, ago, rule_of, tier

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


def test_a_leaf_is_not_commanded_past_its_hub() -> None:
    assert rule_of(OFFICE.on_command("hub_01.leaf_1", "set_state", state="on")) == (
        "device_tool_missing"
    )


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
