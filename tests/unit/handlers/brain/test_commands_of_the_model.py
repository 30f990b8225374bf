"""What the model has devices do: awaited, tried again, or asked of a person first."""

from typing import Any

import pytest

from events.brain import (
    ActionRefused,
    ApprovalRequested,
    ModelPrompted,
)
from events.devices import CommandFailed, CommandRequested, CommandSucceeded, CommandTimedOut
from events.payload import Payload
from tests.unit.brain_story import (
    BrainStory,
    a_hot_office,
    call,
    kinds,
    outcome_of,
    prompted_in,
    shown,
)


def with_air_conditioning() -> BrainStory:
    story = a_hot_office()
    story.device("hvac_01", "set_temperature", "run_pump")
    return story


COOL = call(
    "send_device_command",
    agent_id="hvac_01",
    tool_name="set_temperature",
    arguments={"temperature": 24},
)


def run_pump(device: str) -> dict[str, Any]:
    """What needs a person's word."""
    return call(
        "send_device_command", agent_id=device, tool_name="run_pump", arguments={"duration_s": 5}
    )


def commanded(story: BrainStory) -> CommandRequested:
    found = story.reply(story.begin(), COOL)
    assert kinds(found) == ["brain.action_approved", "devices.command_requested"]
    command = found[1]
    assert isinstance(command, CommandRequested)
    return command


def test_a_command_is_waited_for_and_its_answer_told() -> None:
    story = with_air_conditioning()
    command = commanded(story)
    assert (command.device, command.tool, command.idempotent) == (
        "hvac_01",
        "set_temperature",
        True,
    )
    answer = CommandSucceeded(request_id=command.request_id, device="hvac_01", result={"ok": 1})
    after = prompted_in(story.tell(answer, "device:hvac_01"))
    assert "成功" in after.request["messages"][-1]["content"]
    assert after.tainted, "a device's answer is in its own words"


@pytest.mark.parametrize("failure", ["failed", "timed_out"])
def test_a_command_that_fails_ends_the_cycle(failure: str) -> None:
    story = with_air_conditioning()
    command = commanded(story)
    about: dict[str, Any] = {"request_id": command.request_id, "device": "hvac_01"}
    outcome: Payload = (
        CommandFailed(message="broken", **about)
        if failure == "failed"
        else CommandTimedOut(timeout_s=10.0, **about)
    )
    assert outcome_of(story.tell(outcome, "device:hvac_01")) == "failed"


def test_a_device_that_nobody_trusts_is_not_commanded() -> None:
    story = a_hot_office()
    story.device("hvac_01", "set_temperature", trusted=False)
    found = story.reply(story.begin(), COOL)
    assert outcome_of(found) == "refused"


def test_the_same_call_is_known_again_without_its_defaults() -> None:
    story = a_hot_office()
    story.device("window_01", "open_window")
    opening = call("send_device_command", agent_id="window_01", tool_name="open_window")
    command = story.reply(story.begin(), opening)[1]
    assert isinstance(command, CommandRequested)
    answer = CommandSucceeded(request_id=command.request_id, device="window_01")
    after = prompted_in(story.tell(answer, "device:window_01"))
    assert outcome_of(story.reply(after, opening)) == "acted"


def test_a_device_answers_for_itself_only() -> None:
    story = with_air_conditioning()
    command = commanded(story)
    forged = CommandSucceeded(request_id=command.request_id, device="evil_01", result="ok")
    assert story.tell(forged, "device:evil_01") == []
    honest = CommandSucceeded(request_id=command.request_id, device="hvac_01")
    assert kinds(story.tell(honest, "device:hvac_01")) == ["brain.model_prompted"]


def test_what_needs_a_persons_word_is_asked_for_and_not_done() -> None:
    story = with_air_conditioning()
    found = story.reply(story.begin(), run_pump("hvac_01"))
    assert kinds(found) == ["brain.approval_requested", "brain.model_prompted"]
    assert "devices.command_requested" not in kinds(found)


def test_a_persons_word_is_remembered() -> None:
    story = with_air_conditioning()
    asked, prompted = story.reply(story.begin(), run_pump("hvac_01"))
    assert isinstance(asked, ApprovalRequested)
    assert isinstance(prompted, ModelPrompted)
    story.reply(prompted)
    said = ActionRefused(
        cycle=asked.cycle,
        step=asked.step,
        ordinal=asked.ordinal,
        tool=asked.tool,
        rule="approval_denied",
        reason="no",
    )
    story.tell(said, f"cycle:{asked.cycle}", source="/handlers/approvals/1")
    assert "hvac_01 run_pump」 → 却下" in shown(story.begin())


def test_actions_that_need_a_persons_word_count_as_tasks() -> None:
    story = a_hot_office()
    for number in range(3):
        story.device(f"pump_{number}", "run_pump")
    found = story.reply(story.begin(), *(run_pump(f"pump_{one}") for one in range(3)))
    assert kinds(found)[:3] == [
        "brain.approval_requested",
        "brain.approval_requested",
        "brain.action_refused",
    ]
    assert isinstance(found[2], ActionRefused)
    assert found[2].rule == "approvals_per_cycle"


def test_commands_to_other_devices_make_none_of_a_devices_own_forgotten() -> None:
    story = a_hot_office()
    devices = [f"fan_{number:02d}" for number in range(20)]
    for device in devices:
        story.device(device, "set_temperature")
    in_turn = [one for one in devices for _ in range(20)]
    sent = [one for part in range(0, 400, 8) for one in told(story, in_turn[part : part + 8])]
    assert (sent.count("fan_00"), len(sent)) == (20, 200)
    assert told(story, devices[:1]) == []


def told(story: BrainStory, devices: list[str]) -> list[str]:
    """The devices that are commanded, where the model asks for it in a cycle of its own."""
    calls = [
        call("send_device_command", agent_id=one, tool_name="set_temperature",
             arguments={"temperature": 20.0 + place / 10})
        for place, one in enumerate(devices)
    ]  # fmt: skip
    found = story.reply(prompted_in(story.fire()), *calls)
    commands = [one for one in found if isinstance(one, CommandRequested)]
    for one in commands:
        failed = CommandFailed(request_id=one.request_id, device=one.device, message="no")
        story.tell(failed, f"device:{one.device}")
    return [one.device for one in commands]
