"""What came of the commands that the brain gave: one outcome each, awaited until it is there."""

from typing import Any
from uuid import uuid4

from events.devices import CommandFailed, CommandRequested, CommandSucceeded, CommandTimedOut
from events.payload import Payload
from events.timers import Fired
from handlers.device_commands import retry_id
from projections.brain.access import deeds_of
from projections.hubs import hub_of
from tests.unit.brain_story import BrainStory, call, kinds, outcome_of
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


def cooled() -> tuple[BrainStory, CommandRequested]:
    return commanded("hvac_01", "set_temperature", temperature=24)


def time_is_up(story: BrainStory, request_id: str, device: str) -> list[Payload]:
    """The command's timer fires, and whoever waited for it gives it up."""
    timer = f"command_due:{request_id}"
    assert story.tell(Fired(timer=timer, due=START), f"timer:{timer}") == []
    assert story.cause is not None
    silence = CommandTimedOut(request_id=request_id, device=device, timeout_s=10.0)
    return story.tell(silence, f"device:{device}", causation_id=story.cause.id)


def came_of(story: BrainStory) -> str:
    return deeds_of(story.state)[-1].outcome


def test_a_leafs_command_that_is_tried_once_more_is_awaited_as_long() -> None:
    """It is its hub that is told, by another tool: what counts is what is sent."""
    story, command = commanded("hub_01.lamp", "set_pwm", duty=5)
    assert (command.tool, command.idempotent) == ("leaf_command", True)
    assert time_is_up(story, command.request_id, "hub_01") == []
    assert came_of(story) == "asked"


def test_a_command_that_is_tried_once_more_is_still_awaited() -> None:
    story, command = cooled()
    assert time_is_up(story, command.request_id, "hvac_01") == []
    assert story.cause is not None
    assert story.cause.causation_id is not None
    again = retry_id(story.cause.causation_id, command.request_id, 2)
    answer = CommandSucceeded(request_id=again, device="hvac_01")
    assert kinds(story.tell(answer, "device:hvac_01")) == ["brain.model_prompted"]
    assert came_of(story) == "done"


def test_a_command_that_nobody_answers_twice_has_failed() -> None:
    story, command = cooled()
    assert time_is_up(story, command.request_id, "hvac_01") == []
    assert story.cause is not None
    assert story.cause.causation_id is not None
    again = retry_id(story.cause.causation_id, command.request_id, 2)
    assert outcome_of(time_is_up(story, again, "hvac_01")) == "failed"
    assert came_of(story) == "timed_out"


def test_a_command_that_is_given_up_to_make_room_is_not_tried_once_more() -> None:
    """Its time was not up: another command's request is what it was given up for."""
    story, command = cooled()
    silence = CommandTimedOut(request_id=command.request_id, device="hvac_01", timeout_s=10.0)
    found = story.tell(silence, "device:hvac_01", causation_id=uuid4())
    assert outcome_of(found) == "failed"
    assert came_of(story) == "timed_out"


def test_a_command_that_is_given_up_long_after_its_time_is_not_tried_once_more() -> None:
    story, command = cooled()
    story.at_s += 60.0
    assert outcome_of(time_is_up(story, command.request_id, "hvac_01")) == "failed"
    assert came_of(story) == "timed_out"


def test_what_came_of_a_command_does_not_change_afterwards() -> None:
    story, command = cooled()
    jammed = CommandFailed(request_id=command.request_id, device="hvac_01", message="jammed")
    assert outcome_of(story.tell(jammed, "device:hvac_01")) == "failed"
    done = CommandSucceeded(request_id=command.request_id, device="hvac_01")
    assert story.tell(done, "device:hvac_01") == []
    assert came_of(story) == "failed"


def test_an_answer_after_the_last_attempt_was_given_up_is_too_late() -> None:
    story, command = cooled()
    silence = CommandTimedOut(request_id=command.request_id, device="hvac_01", timeout_s=10.0)
    story.tell(silence, "device:hvac_01", causation_id=uuid4())
    story.tell(CommandSucceeded(request_id=command.request_id, device="hvac_01"), "device:hvac_01")
    assert came_of(story) == "timed_out"


def test_a_leafs_command_is_answered_by_the_hub_that_was_asked() -> None:
    """As whoever gives it up sees it: else the one would go on, and the other ask once more."""
    story, command = commanded("hub_01.lamp", "set_state", state="on")
    by_leaf = CommandSucceeded(request_id=command.request_id, device="hub_01.lamp")
    assert story.tell(by_leaf, "device:hub_01.lamp") == []
    assert came_of(story) == "asked"
    by_hub = CommandSucceeded(request_id=command.request_id, device="hub_01")
    assert kinds(story.tell(by_hub, "device:hub_01")) == ["brain.model_prompted"]
    assert came_of(story) == "done"
