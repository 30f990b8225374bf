"""The cognitive loop: when it thinks, what about, and how a cycle ends."""

from events.brain import (
    CycleStarted,
    ModelPrompted,
)
from handlers.brain.cycle import STEPS_LIMIT
from handlers.brain.requests import request_digest
from tests.unit.brain_story import (
    CONFIGURED,
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


def test_no_cycle_begins_while_one_is_running() -> None:
    story = a_hot_office()
    story.begin()
    assert story.fire() == []


def test_what_a_cycle_was_about_is_no_reason_for_the_next() -> None:
    story = a_hot_office()
    story.reply(story.begin(), content="様子を見ます。")
    started = story.fire("brain_poll:next")[0]
    assert isinstance(started, CycleStarted)
    assert (started.trigger, started.causes) == ("poll", ())


def test_what_a_cycle_that_came_to_nothing_was_about_is_a_reason_for_the_next() -> None:
    story = a_hot_office()
    crossed = story.cause
    story.fail(story.begin())
    started = story.fire()[0]
    assert crossed is not None
    assert isinstance(started, CycleStarted)
    assert started.causes == (str(crossed.id),)


def test_a_reply_without_calls_ends_the_cycle_idle() -> None:
    story = a_hot_office()
    assert outcome_of(story.reply(story.begin(), content="問題ありません。")) == "idle"


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


def test_a_conversation_that_the_model_would_not_see_whole_ends() -> None:
    """Its beginning would be cut off, and there the rules stand."""
    story = a_hot_office()
    found = story.reply(story.begin(), LOOK, content="あ" * 6_500)
    assert outcome_of(found) == "limit"
    found = story.reply(story.begin(), LOOK, content="あ" * 1_000)
    assert prompted_in(found).step == 2


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


def test_an_answer_to_another_request_is_none() -> None:
    story = a_hot_office()
    prompted = story.begin()
    other = prompted.model_copy(update={"request_digest": "0" * 64})
    assert story.reply(other, call("create_task", **TASK)) == []


def test_a_cycle_that_nobody_answers_is_abandoned() -> None:
    story = a_hot_office()
    prompted = story.begin()
    assert story.fire("brain_cycle:another") == []
    found = story.fire(f"brain_cycle:{prompted.cycle}")
    assert outcome_of(found) == "abandoned"
    assert story.reply(prompted, call("create_task", **TASK)) == []


def test_a_cycle_that_no_timer_knows_of_does_not_stop_the_next_for_ever() -> None:
    story = a_hot_office()
    story.begin()
    story.at_s += 16 * 60
    assert kinds(story.fire()) == [
        "brain.cycle_finished",
        "brain.cycle_started",
        "brain.model_prompted",
    ]
