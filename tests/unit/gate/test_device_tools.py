"""The table of devices' tools: what others ask of it."""

from pathlib import Path

import pytest

from handlers.gate.bounds import Bounds
from handlers.gate.device_tools import DEVICE_TOOLS, hint, is_idempotent, tier_of
from handlers.gate.policy_page import page
from handlers.gate.rules import RULES
from services.virtual_edge.office import Office

PAGE = Path(__file__).parents[3] / "docs" / "policy.md"


def test_the_committed_page_is_current() -> None:
    assert PAGE.read_text() == page(), (
        "write it anew: python -m handlers.gate.policy_page > docs/policy.md"
    )


def test_rules_have_ids_of_their_own_and_say_what_they_ask_for() -> None:
    assert len({rule.id for rule in RULES}) == len(RULES)
    assert all(rule.explanation.endswith(".") and rule.tools for rule in RULES)


def test_every_tool_of_the_simulated_devices_is_in_the_table() -> None:
    devices = Office(1, 1_772_406_000).devices.values()
    assert {tool for device in devices for tool in device.tools} <= DEVICE_TOOLS.keys()


def test_a_tool_that_is_not_known_reaches_as_far_as_can_be() -> None:
    assert tier_of("unlock_door", {}) == "needs_approval"
    assert not is_idempotent("unlock_door", {})
    assert hint("unlock_door") is None


@pytest.mark.parametrize("command", [None, 3, "unlock", ["read_now"]])
def test_a_nested_command_that_is_not_known_reaches_as_far_as_can_be(command: object) -> None:
    assert tier_of("leaf_command", {"command": command}) == "needs_approval"
    assert not is_idempotent("leaf_command", {"command": command})


def test_a_nested_command_has_its_own_tier_and_repeatability() -> None:
    assert tier_of("leaf_command", {"command": "read_now"}) == "harmless"
    assert is_idempotent("leaf_command", {"command": "set_state"})
    assert not is_idempotent("leaf_command", {"command": "reset"})


def test_what_needs_approval_is_never_sent_twice() -> None:
    assert not any(
        tool.idempotent for tool in DEVICE_TOOLS.values() if tool.tier == "needs_approval"
    )


def test_a_hint_says_how_a_tool_is_called() -> None:
    assert hint("set_temperature") == "set_temperature(temperature: 18-28)"
    assert hint("run_pump", Bounds(pump_most_s=30)) == "run_pump(duration_s: up to 30)"
    assert hint("feed_fish") == "feed_fish()"
    assert "set_interval(seconds: 1-65535)" in (hint("leaf_command") or "")
