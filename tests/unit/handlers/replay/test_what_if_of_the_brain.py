"""A day with a brain, as it would have been with another constitution, model or policy."""

from dataclasses import replace

import pytest

from events.eventlog import MemoryEventLog
from events.identity import Position
from handlers.gate.bounds import Bounds
from handlers.policy import Policy
from handlers.registry import REACTORS, reactors
from handlers.replay.comparison import Comparison
from handlers.replay.questions import answer_id
from handlers.replay.supposing import Change
from handlers.replay.what_if import what_if
from services.brain import answers
from tests.unit.handlers.replay.office import Asking, Calls, Office, a_hot_day, cooling, task

ANOTHER = Change(model="another")


def calm(_: str, __: int) -> Calls:
    return ()


def generous(shown: str, step: int) -> Calls:
    """Pays more for the same, and asks for nothing else."""
    if step > 1 or "気温が高い" not in shown:
        return ()
    calls = [dict(one) for one in cooling(shown, step)][:1]
    calls[0]["arguments"] = task("カーテンを閉めてください", "cleaning", bounty=3_000)
    return calls


def pushy(shown: str, step: int) -> Calls:
    """Tells the air conditioner something else than was recorded."""
    calls = [dict(one) for one in cooling(shown, step)]
    for one in calls[1:]:
        one["arguments"] = {**one["arguments"], "arguments": {"temperature": 19}}
    return calls


async def supposed(office: Office, model: Asking, change: Change = ANOTHER) -> Comparison:
    return await what_if(office.log, REACTORS, change=change, ask=model)


@pytest.mark.parametrize("settle_every_s", [1, 4, 9])
async def test_with_nothing_changed_nothing_differs(settle_every_s: int) -> None:
    office = await a_hot_day(settle_every_s=settle_every_s)
    model = Asking(calm)
    found = await what_if(office.log, REACTORS, ask=model)
    assert found.differences == []
    assert found.recorded_totals == found.supposed_totals
    assert found.recorded_totals.cycles > 1
    assert found.recorded_totals.commands == 1
    assert found.recorded_totals.credits_paid_milli == 1_500
    assert not model.questions
    assert found.replies_reused == found.recorded["brain.model_prompted"]


async def test_nothing_differs_up_to_any_moment_of_an_unchanged_day() -> None:
    office = await a_hot_day(settle_every_s=4)
    head = (await office.log.head()).position
    for until in range(1, head):
        found = await what_if(office.log, REACTORS, Position(until))
        assert found.differences == [], until
        assert found.supposed_totals == found.recorded_totals, until


async def test_another_model_is_asked_what_only_the_first_one_was_asked() -> None:
    office = await a_hot_day()
    model = Asking(generous)
    found = await supposed(office, model)
    assert found.asked == len(model.questions) > 0
    assert found.unanswered == 0
    assert {one.request["model"] for one in model.questions} == {"another"}
    assert found.replies_reused == 0
    assert found.supposed_totals.commands == 0


async def test_the_first_verdict_that_differs_is_shown_side_by_side() -> None:
    office = await a_hot_day()
    found = await supposed(office, Asking(generous))
    first = found.first_differing_verdict
    assert first is not None
    assert first.kind == "different"
    assert first.expected is not None
    assert first.actual is not None
    assert b"3000" in first.expected.data_json
    assert b"1500" in first.actual.data_json


async def test_what_people_did_counts_for_the_task_that_the_same_wish_became() -> None:
    office = await a_hot_day()
    found = await supposed(office, Asking(generous))
    assert found.taps_dropped == 0
    assert found.recorded_totals.credits_paid_milli == 1_500
    assert found.supposed_totals.credits_paid_milli == 3_000


async def test_what_people_did_to_a_task_that_does_not_exist_is_dropped() -> None:
    office = await a_hot_day()
    found = await supposed(office, Asking(calm))
    assert found.supposed_totals.tasks == 0
    assert found.taps_dropped == 2
    assert found.supposed_totals.credits_paid_milli == 0


async def test_a_command_that_was_never_sent_is_taken_to_succeed_and_counted() -> None:
    office = await a_hot_day()
    found = await supposed(office, Asking(pushy))
    assert found.supposed_totals.commands == found.supposed_outcomes == 1
    assert "devices.command_timed_out" not in found.supposed


async def test_a_command_that_was_recorded_gets_its_recorded_outcome() -> None:
    office = await a_hot_day()
    model = Asking(cooling)
    found = await supposed(office, model)
    assert found.supposed_totals.commands == 1
    assert found.supposed_outcomes == 0
    told = [str(one.request["messages"]) for one in model.questions if one.prompt.step == 2]
    assert len(told) == 1
    assert "成功 ok" in told[0]


async def test_offline_a_new_question_stays_unanswered_and_the_cycle_fails() -> None:
    office = await a_hot_day()
    found = await what_if(office.log, REACTORS, change=ANOTHER)
    assert found.unanswered == found.asked > 0
    assert found.supposed_totals.approvals == 0
    assert found.supposed_totals.tokens_in == 0


async def test_a_new_constitution_is_what_the_model_is_shown() -> None:
    office = await a_hot_day()
    model = Asking(calm)
    await supposed(office, model, Change(prompt="静かにしてください。", prompt_name="quiet.md"))
    systems = {one.request["messages"][0]["content"] for one in model.questions}
    assert systems == {"静かにしてください。"}
    assert {one.prompt.prompt_version for one in model.questions} == {"file:quiet.md"}


async def test_the_same_constitution_under_another_name_needs_no_model() -> None:
    office = await a_hot_day()
    model = Asking(calm)
    same = Change(prompt="あなたはオフィスの管理者です。", prompt_name="same.md")
    found = await supposed(office, model, same)
    assert not model.questions
    assert found.supposed_totals == found.recorded_totals
    assert found.first_differing_verdict is None


async def test_a_stricter_gate_refuses_by_its_rule() -> None:
    office = await a_hot_day()
    strict = Policy(bounds=replace(Bounds(), bounty_most=1_000))
    found = await what_if(office.log, reactors(strict), ask=Asking(calm))
    assert found.supposed_totals.refusals == {"bounty_out_of_bounds": 1, "after_refusal": 1}
    assert found.recorded_totals.refusals == {}
    assert found.supposed_totals.tasks == 0
    first = found.first_differing_verdict
    assert first is not None
    assert first.expected is not None
    assert first.expected.type == "brain.action_refused"


async def test_an_empty_log_has_nothing_to_compare() -> None:
    found = await what_if(MemoryEventLog("empty"), REACTORS)
    assert (found.events, found.differing, found.configurations) == (0, 0, 0)


async def test_answers_have_the_ids_that_the_brains_shell_gives_them() -> None:
    office = await a_hot_day()
    model = Asking(calm)
    await supposed(office, model)
    prompted = model.questions[0].prompted
    assert answer_id(prompted.id) == answers.answer_id(prompted)
