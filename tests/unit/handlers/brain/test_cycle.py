"""The cognitive loop: when it thinks, what it lets happen, and how a cycle ends."""

from typing import Any
from uuid import uuid4

import pytest

from events.brain import (
    ActionApproved,
    ActionRefused,
    ApprovalRequested,
    CycleFinished,
    CycleStarted,
    ModelPrompted,
    SafetyActed,
)
from events.devices import CommandFailed, CommandRequested, CommandSucceeded, CommandTimedOut
from events.payload import Payload
from events.tasks import Requested
from handlers.brain.cycle import STEPS_LIMIT
from handlers.brain.requests import request_digest
from handlers.device_commands import retry_id
from projections.brain.access import DEEDS_LIMIT
from tests.unit.brain_story import CONFIGURED, TASK, BrainStory, call, kinds, shown

LOOK = call("get_active_tasks")


def prompted_in(payloads: list[Payload]) -> ModelPrompted:
    (found,) = [one for one in payloads if isinstance(one, ModelPrompted)]
    return found


def outcome_of(payloads: list[Payload]) -> str:
    (found,) = [one for one in payloads if isinstance(one, CycleFinished)]
    return found.outcome


def a_hot_office() -> BrainStory:
    return BrainStory().configured().warm()


def test_nothing_is_asked_before_anybody_said_what_to_think_with() -> None:
    assert BrainStory().warm().fire() == []


def test_a_cycle_names_what_it_is_about_and_prompts_with_the_world() -> None:
    story = a_hot_office()
    crossed = story.cause
    started, prompted = story.fire()
    assert isinstance(started, CycleStarted)
    assert isinstance(prompted, ModelPrompted)
    assert crossed is not None
    assert started.trigger == "event"
    assert started.causes == (str(crossed.id),)
    assert "main: 気温が高い 32.8°C" in shown(prompted)
    assert prompted.step == 1
    assert prompted.context_position == story.position


def test_the_digest_is_of_the_whole_request() -> None:
    prompted = a_hot_office().begin()
    assert prompted.request_digest == request_digest(CONFIGURED, prompted.request["messages"])
    warmer = CONFIGURED.model_copy(update={"keep_alive": "1h"})
    assert prompted.request_digest != request_digest(warmer, prompted.request["messages"])


def test_what_a_cycle_was_about_is_no_reason_for_the_next() -> None:
    story = a_hot_office()
    story.reply(story.begin(), content="様子を見ます。")
    started = story.fire("brain_poll:next")[0]
    assert isinstance(started, CycleStarted)
    assert (started.trigger, started.causes) == ("poll", ())


def test_a_reply_without_calls_ends_the_cycle_idle() -> None:
    story = a_hot_office()
    assert outcome_of(story.reply(story.begin(), content="問題ありません。")) == "idle"


def test_an_approved_task_is_wished_for_and_the_model_is_told_its_number() -> None:
    story = a_hot_office()
    approved, wish = story.reply(story.begin(), call("create_task", **TASK))
    assert isinstance(approved, ActionApproved)
    assert isinstance(wish, Requested)
    assert (wish.title, wish.zone, wish.bounty_milli) == (TASK["title"], "main", 1_500)
    assert wish.issue == "temperature_high"
    after = prompted_in(story.create_task(42))
    assert after.step == 2
    assert after.request["messages"][-1] == {
        "role": "tool",
        "tool_name": "create_task",
        "content": "依頼した #42",
    }
    assert outcome_of(story.reply(after, content="依頼しました。")) == "acted"


def test_an_office_that_says_what_tasks_are_worth_is_obeyed() -> None:
    story = BrainStory().configured(bounty_milli=0).warm()
    wish = story.reply(story.begin(), call("create_task", **TASK))[1]
    assert isinstance(wish, Requested)
    assert wish.bounty_milli == 0


def test_nothing_is_done_after_the_first_refusal() -> None:
    story = a_hot_office()
    found = story.reply(story.begin(), call("open_the_vault"), call("create_task", **TASK))
    refused = [one for one in found if isinstance(one, ActionRefused)]
    assert [one.rule for one in refused] == ["unknown_tool", "after_refusal"]
    assert kinds(found)[2:] == ["brain.cycle_finished"]
    assert outcome_of(found) == "refused"


def test_what_was_approved_before_a_refusal_happens() -> None:
    story = a_hot_office()
    found = story.reply(story.begin(), call("create_task", **TASK), call("open_the_vault"))
    assert "tasks.requested" in kinds(found)
    assert outcome_of(found) == "refused"


def test_the_same_call_is_made_once_in_a_cycle() -> None:
    story = a_hot_office()
    found = story.reply(story.begin(), LOOK, LOOK)
    assert kinds(found) == ["brain.action_approved", "brain.model_prompted"]
    assert outcome_of(story.reply(prompted_in(found), LOOK)) == "idle"


def test_looking_is_answered_at_once_from_the_context() -> None:
    story = a_hot_office()
    found = story.reply(story.begin(), call("get_zone_status", zone_id="main"))
    told = prompted_in(found).request["messages"][-1]["content"]
    assert "気温 32.8°C" in told


def test_a_model_that_never_ends_is_asked_five_times() -> None:
    story = a_hot_office()
    for number in range(1, STEPS_LIMIT + 1):
        story.device(f"lamp_{number}", "set_power")
    prompted = story.begin()
    for number in range(1, STEPS_LIMIT):
        found = story.reply(prompted, call("get_device_status", device_id=f"lamp_{number}"))
        prompted = prompted_in(found)
    assert prompted.step == STEPS_LIMIT
    found = story.reply(prompted, call("get_device_status", device_id=f"lamp_{STEPS_LIMIT}"))
    assert outcome_of(found) == "limit"


def test_a_model_that_fails_ends_the_cycle() -> None:
    story = a_hot_office()
    assert outcome_of(story.fail(story.begin())) == "unanswered"


def test_only_the_first_answer_to_a_step_counts() -> None:
    story = a_hot_office()
    first = story.begin()
    second = prompted_in(story.reply(first, LOOK))
    assert story.reply(first, call("create_task", **TASK)) == []
    assert story.fail(first) == []
    assert outcome_of(story.reply(second, content="なし")) == "idle"


def test_no_cycle_begins_while_one_is_running() -> None:
    story = a_hot_office()
    story.begin()
    assert story.fire() == []


def test_a_cycle_that_nobody_answers_is_abandoned() -> None:
    story = a_hot_office()
    prompted = story.begin()
    assert story.fire("brain_cycle:another") == []
    found = story.fire(f"brain_cycle:{prompted.cycle}")
    assert outcome_of(found) == "abandoned"
    assert story.reply(prompted, call("create_task", **TASK)) == []


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


def test_what_needs_a_persons_word_is_asked_for_and_not_done() -> None:
    story = with_air_conditioning()
    pump = call(
        "send_device_command", agent_id="hvac_01", tool_name="run_pump", arguments={"duration_s": 5}
    )
    found = story.reply(story.begin(), pump)
    assert kinds(found) == ["brain.approval_requested", "brain.model_prompted"]
    assert "devices.command_requested" not in kinds(found)


def test_a_device_that_nobody_trusts_is_not_commanded() -> None:
    story = a_hot_office()
    story.device("hvac_01", "set_temperature", trusted=False)
    found = story.reply(story.begin(), COOL)
    assert outcome_of(found) == "refused"


def test_what_was_done_is_remembered_in_the_next_cycle() -> None:
    story = a_hot_office()
    story.reply(story.begin(), call("create_task", **TASK))
    story.reply(prompted_in(story.create_task(1)), content="以上です。")
    world = shown(story.begin())
    assert (
        "## 最近の行動\n- たった今 create_task 「室温を下げてください」（main） → 依頼した" in world
    )
    assert "- 「室温を下げてください」（main） environment 受付中" in world


def test_the_same_task_is_not_asked_for_twice() -> None:
    story = a_hot_office()
    story.reply(story.begin(), call("create_task", **TASK))
    story.reply(prompted_in(story.create_task(1)), content="以上です。")
    assert outcome_of(story.reply(story.begin(), call("create_task", **TASK))) == "refused"


def test_what_a_cycle_that_came_to_nothing_was_about_is_a_reason_for_the_next() -> None:
    story = a_hot_office()
    crossed = story.cause
    story.fail(story.begin())
    started = story.fire()[0]
    assert crossed is not None
    assert isinstance(started, CycleStarted)
    assert started.causes == (str(crossed.id),)


def test_an_answer_to_another_request_is_none() -> None:
    story = a_hot_office()
    prompted = story.begin()
    other = prompted.model_copy(update={"request_digest": "0" * 64})
    assert story.reply(other, call("create_task", **TASK)) == []


def test_the_same_call_is_known_again_without_its_defaults() -> None:
    story = a_hot_office()
    story.device("window_01", "open_window")
    opening = {
        "name": "send_device_command",
        "arguments": {"agent_id": "window_01", "tool_name": "open_window"},
    }
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


def test_a_command_that_is_tried_once_more_is_still_awaited() -> None:
    story = with_air_conditioning()
    command, gave_up = commanded(story), uuid4()
    silence = CommandTimedOut(request_id=command.request_id, device="hvac_01", timeout_s=10.0)
    assert story.tell(silence, "device:hvac_01", causation_id=gave_up) == []
    again = retry_id(gave_up, command.request_id, 2)
    answer = CommandSucceeded(request_id=again, device="hvac_01")
    assert kinds(story.tell(answer, "device:hvac_01")) == ["brain.model_prompted"]


def test_a_command_that_nobody_answers_twice_has_failed() -> None:
    story = with_air_conditioning()
    command, gave_up = commanded(story), uuid4()
    for request_id in (command.request_id, retry_id(gave_up, command.request_id, 2)):
        silence = CommandTimedOut(request_id=request_id, device="hvac_01", timeout_s=10.0)
        found = story.tell(silence, "device:hvac_01", causation_id=gave_up)
    assert outcome_of(found) == "failed"


def test_a_cycle_that_no_timer_knows_of_does_not_stop_the_next_for_ever() -> None:
    story = a_hot_office()
    story.begin()
    story.at_s += 16 * 60
    assert kinds(story.fire()) == [
        "brain.cycle_finished",
        "brain.cycle_started",
        "brain.model_prompted",
    ]


def test_what_the_safety_floor_does_uses_up_nothing_of_the_brains_memory() -> None:
    story = a_hot_office()
    story.reply(story.begin(), call("create_task", **TASK))
    wish = story.wish_id()
    for number in range(DEEDS_LIMIT + 5):
        acted = SafetyActed(rule="co2_high", zone=f"room_{number}", action={})
        story.tell(acted, f"zone:room_{number}")
    after = prompted_in(story.created(1, wish))
    assert after.step == 2


def test_actions_that_need_a_persons_word_count_as_tasks() -> None:
    story = a_hot_office()
    for number in range(3):
        story.device(f"pump_{number}", "run_pump")
    asking = [
        call(
            "send_device_command",
            agent_id=f"pump_{number}",
            tool_name="run_pump",
            arguments={"duration_s": 5},
        )
        for number in range(3)
    ]
    found = story.reply(story.begin(), *asking)
    assert kinds(found)[:3] == [
        "brain.approval_requested",
        "brain.approval_requested",
        "brain.action_refused",
    ]
    assert isinstance(found[2], ActionRefused)
    assert found[2].rule == "approvals_per_cycle"


def test_a_persons_word_is_remembered() -> None:
    story = with_air_conditioning()
    pump = call(
        "send_device_command", agent_id="hvac_01", tool_name="run_pump", arguments={"duration_s": 5}
    )
    asked, prompted = story.reply(story.begin(), pump)
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
