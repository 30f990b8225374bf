"""What came of the commands that the brain gave: one outcome each, awaited until it is there."""

from typing import Any

from events.devices import CommandRequested, CommandTimedOut
from events.payload import Payload
from events.timers import Fired
from handlers.device_commands import hub_of
from projections.brain.access import deeds_of
from tests.unit.brain_story import BrainStory, call
from tests.unit.story import START


def commanded(device: str, tool: str, **arguments: Any) -> tuple[BrainStory, CommandRequested]:
    """An office where the brain has told a device something."""
    story = BrainStory().configured().warm()
    story.device(hub_of(device), "leaf_command")
    story.device(device, tool)
    order = call("send_device_command", agent_id=device, tool_name=tool, arguments=arguments)
    command = story.reply(story.begin(), order)[1]
    assert isinstance(command, CommandRequested)
    return story, command


def time_is_up(story: BrainStory, request_id: str, device: str) -> list[Payload]:
    """The command's timer fires, and whoever waited for it gives it up."""
    timer = f"command_due:{request_id}"
    assert story.tell(Fired(timer=timer, due=START), f"timer:{timer}") == []
    assert story.cause is not None
    silence = CommandTimedOut(request_id=request_id, device=device, timeout_s=10.0)
    return story.tell(silence, f"device:{device}", causation_id=story.cause.id)


def outcome(story: BrainStory) -> str:
    return deeds_of(story.state)[-1].outcome


def test_a_leafs_command_that_is_tried_once_more_is_awaited_as_long() -> None:
    """It is its hub that is told, by another tool: what counts is what is sent."""
    story, command = commanded("hub_01.lamp", "set_pwm", duty=5)
    assert (command.tool, command.idempotent) == ("leaf_command", True)
    assert time_is_up(story, command.request_id, "hub_01") == []
    assert outcome(story) == "asked"
