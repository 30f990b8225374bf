"""Answers of devices to what they were told: whether it was done, or what was wrong."""

from typing import Any

import pytest

from tests.unit.dialects.speaking import told

TOPIC = "mcp/hvac_01/response/r1"


@pytest.mark.parametrize("nothing", [None, False, "", {}, [], 0])
def test_an_error_that_says_nothing_is_none(nothing: Any) -> None:
    """Old firmware sends the field always."""
    ((event_type, _, data),) = told(TOPIC, {"error": nothing, "result": {"state": "on"}})
    assert event_type == "devices.command_succeeded"
    assert data["result"] == {"state": "on"}


@pytest.mark.parametrize(
    ("error", "message", "code"),
    [
        ("jammed", "jammed", None),
        ({"code": -32601, "message": "no such tool"}, "no such tool", -32601),
        ({"code": 7}, "{'code': 7}", 7),
        (7, "7", None),
        (True, "True", None),
    ],
)
def test_an_error_that_says_something_is_one_whatever_the_result(
    error: Any, message: str, code: int | None
) -> None:
    ((event_type, _, data),) = told(TOPIC, {"error": error, "result": {"state": "on"}})
    assert (event_type, data["message"]) == ("devices.command_failed", message)
    assert data.get("code") == code


@pytest.mark.parametrize("nothing", [None, False, "", {}])
def test_a_result_that_is_nothing_but_an_empty_error_is_none(nothing: Any) -> None:
    ((event_type, _, _),) = told(TOPIC, {"result": {"error": nothing}})
    assert event_type == "devices.command_succeeded"
