"""What the model asks for within a cycle: a task is wished for, and no call is made twice."""

from events.brain import (
    ActionApproved,
    ActionRefused,
    SafetyActed,
)
from events.tasks import Requested
from projections.brain.access import DEEDS_LIMIT
from tests.unit.brain_story import (
    LOOK,
    TASK,
    BrainStory,
    a_hot_office,
    call,
    kinds,
    outcome_of,
    prompted_in,
    shown,
)


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


def test_the_same_task_is_not_asked_for_twice() -> None:
    story = a_hot_office()
    story.reply(story.begin(), call("create_task", **TASK))
    story.reply(prompted_in(story.create_task(1)), content="以上です。")
    assert outcome_of(story.reply(story.begin(), call("create_task", **TASK))) == "refused"


def test_what_was_done_is_remembered_in_the_next_cycle() -> None:
    story = a_hot_office()
    story.reply(story.begin(), call("create_task", **TASK))
    story.reply(prompted_in(story.create_task(1)), content="以上です。")
    world = shown(story.begin())
    assert (
        "## 最近の行動\n- たった今 create_task 「室温を下げてください」（main） → 依頼した" in world
    )
    assert "- 「室温を下げてください」（main） environment 受付中" in world


def test_what_the_safety_floor_does_uses_up_nothing_of_the_brains_memory() -> None:
    story = a_hot_office()
    story.reply(story.begin(), call("create_task", **TASK))
    wish = story.wish_id()
    for number in range(DEEDS_LIMIT + 5):
        acted = SafetyActed(rule="co2_high", zone=f"room_{number}", action={})
        story.tell(acted, f"zone:room_{number}")
    after = prompted_in(story.created(1, wish))
    assert after.step == 2


def test_looking_is_answered_at_once_from_the_context() -> None:
    story = a_hot_office()
    found = story.reply(story.begin(), call("get_zone_status", zone_id="main"))
    told = prompted_in(found).request["messages"][-1]["content"]
    assert "気温 32.8°C" in told


def test_the_same_call_is_made_once_in_a_cycle() -> None:
    story = a_hot_office()
    found = story.reply(story.begin(), LOOK, LOOK)
    assert kinds(found) == ["brain.action_approved", "brain.model_prompted"]
    assert outcome_of(story.reply(prompted_in(found), LOOK)) == "idle"


def test_what_is_left_out_is_the_same_call_as_its_default() -> None:
    story = a_hot_office()
    hvac = {"agent_id": "hvac_01", "tool_name": "get_status"}
    story.device("hvac_01", "get_status")
    short = call("send_device_command", **hvac)
    whole = call("send_device_command", **hvac, arguments={})
    found = kinds(story.reply(story.begin(), short, whole))
    assert found == ["brain.action_approved", "devices.command_requested"]


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
