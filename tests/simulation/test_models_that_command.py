"""A model that commands whatever it can: what is allowed is done once, and the rest is refused."""

from collections.abc import Mapping, Sequence
from itertools import count
from typing import Any

import pytest

from events.brain import ActionApproved, ActionRefused, ApprovalRequested
from events.devices import CommandRequested, CommandSent
from services.brain.replies import Reply
from services.mock_llm.conversation import ChatRequest
from services.simulator import Parts
from services.simulator.thinking import Model
from services.virtual_people import wishes
from tests.device_commands import OUTCOMES, request_ids
from tests.simulation.bounds_kept import broken_by
from tests.simulation.seeing import Seen, seen

SCENARIO = "stuffy_meeting"

CALLS: Sequence[tuple[str, str, Mapping[str, Any]]] = (
    ("hvac_01", "set_fan", {"level": 2}),
    ("swarm_hub_01.leaf_env_01", "read_now", {}),
    ("pump_01", "run_pump", {"duration_s": 30}),
    ("hvac_02", "set_fan", {"level": 3}),
    ("hvac_01", "set_temperature", {"temperature": 40}),
    ("aqua_01", "feed_fish", {}),
    ("hvac_01", "get_status", {}),
    ("hvac_09", "set_power", {"state": "off"}),
    ("aqua_01", "set_lights", {"state": "on"}),
    ("hvac_01", "self_destruct", {}),
)


def commanding() -> Model:
    """One command after the other."""
    numbers = count()

    def model(_: ChatRequest) -> Reply:
        called = CALLS[next(numbers) % len(CALLS)]
        arguments = dict(zip(("agent_id", "tool_name", "arguments"), called, strict=True))
        return Reply(tool_calls=({"name": "send_device_command", "arguments": arguments},))

    return model


def assert_settled(found: Seen) -> None:
    asked = request_ids(found.events, CommandRequested)
    assert asked <= request_ids(found.events, *OUTCOMES), "a command has no outcome"
    sent = [(one.request_id, one.sending) for one in found.of(CommandSent)]
    assert len(sent) == len(set(sent))


@pytest.mark.parametrize(
    ("seed", "faults"),
    [
        (1, False),
        *(pytest.param(seed, True, marks=pytest.mark.slow) for seed in range(2, 5)),
    ],
)
def test_what_is_allowed_is_done_and_the_rest_is_refused(
    seed: int, faults: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Where nobody writes anything, what needs approval may be asked for.
    monkeypatch.setattr(wishes, "FIRST_AFTER_S", float("inf"))
    found = seen(seed, 1.0, SCENARIO, Parts(model=commanding()), faults=faults)
    assert found.outcome is not None
    assert found.outcome.ok, found.outcome
    approved = found.of(ActionApproved)
    broken = [broken_by(action) for action in approved]
    assert not any(broken), broken
    assert {action.arguments["tool_name"] for action in approved} >= {"set_fan"}
    assert found.of(ApprovalRequested), "nobody was asked; the test says too little"
    rules = {refused.rule for refused in found.of(ActionRefused)}
    assert rules >= {"device_arguments", "device_unknown"}
    answered = rules & {"approval_expired", "approval_denied", "approval_anonymous"}
    assert answered or any(action.approver for action in approved)
    assert_settled(found)
