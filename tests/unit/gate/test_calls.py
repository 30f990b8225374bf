"""What cannot be read is refused, with what was wrong and what is allowed (DEFECT-35)."""

import json
from typing import Any

import pytest

from handlers.gate.verdict import Approved
from tests.unit.gate.office import Office, reason_of, rule_of

OFFICE = Office()


@pytest.mark.parametrize("tool", ["unlock_door", "Create_Task", "", None, 3, ["speak"], {"a": 1}])
def test_a_tool_that_is_not_offered_is_unknown(tool: object) -> None:
    verdict = OFFICE.judge(tool, {})
    assert rule_of(verdict) == "unknown_tool"
    assert "speak" in reason_of(verdict)


@pytest.mark.parametrize("arguments", [None, "{}", [], 3, True, "title=x"])
def test_arguments_that_are_no_object_are_refused(arguments: object) -> None:
    assert rule_of(OFFICE.judge("create_task", arguments)) == "arguments"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("bounty", "99999"),
        ("urgency", "3"),
        ("urgency", True),
        ("bounty", 700.5),
        ("bounty", float("nan")),
        ("bounty", None),
        ("title", ""),
        ("title", 3),
        ("title", "長" * 101),
        ("title", "\ud800"),
        ("description", "長" * 501),
        ("zone", ""),
        ("zone", ["main"]),
        ("task_types", "environment"),
        ("task_types", ["x"] * 6),
        ("task_types", [3]),
        ("reward", 5),
        ("approver", 1),
    ],
)
def test_a_field_of_another_type_or_length_or_name_is_refused(field: str, value: Any) -> None:
    verdict = OFFICE.on_task(**{field: value})
    assert rule_of(verdict) == "arguments"


def test_a_refusal_names_the_field_the_value_and_what_is_allowed() -> None:
    assert (
        reason_of(OFFICE.on_task(bounty="99999")) == 'bounty is "99999"; allowed: a valid integer'
    )
    assert reason_of(OFFICE.on_task(reward=5)).startswith(
        "reward is 5; allowed: no other fields than bounty, description"
    )
    assert reason_of(OFFICE.judge("create_task", {"title": "x"})).startswith("description is miss")


def test_a_speech_of_300_characters_is_refused() -> None:
    assert rule_of(OFFICE.on_speech("あ" * 300)) == "arguments"
    assert rule_of(OFFICE.on_speech("あ" * 70)) is None


@pytest.mark.parametrize(
    "deep", [json.loads("[" * 500 + "]" * 500), json.loads('{"a":' * 500 + "1" + "}" * 500)]
)
def test_arguments_that_are_nested_deep_are_refused_before_they_are_read(deep: object) -> None:
    call = {"agent_id": "hvac_01", "tool_name": "get_status", "arguments": {"a": deep}}
    assert rule_of(OFFICE.judge("send_device_command", call)) == "arguments_too_large"


def test_arguments_with_too_many_values_are_refused_before_they_are_read() -> None:
    many = {str(number): number for number in range(100_000)}
    assert rule_of(OFFICE.judge("create_task", many)) == "arguments_too_large"
    assert rule_of(OFFICE.judge("create_task", {"title": [0] * 10_000})) == "arguments_too_large"


def test_a_huge_number_is_a_refusal_and_no_error() -> None:
    assert rule_of(OFFICE.on_task(bounty=10**5_000)) == "bounty_out_of_bounds"
    assert "too many digits" in reason_of(OFFICE.on_task(bounty=10**5_000))


def test_what_is_approved_is_recorded_complete() -> None:
    verdict = OFFICE.on_task(zone="main")
    assert isinstance(verdict, Approved)
    assert verdict.arguments == {
        "title": "窓を開けてください",
        "description": "空気がこもっています",
        "bounty": 1000,
        "urgency": 2,
        "zone": "main",
        "task_types": ["general"],
    }
    assert verdict.tier == "harmless"
