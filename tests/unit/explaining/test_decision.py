"""One decision in full, as of any moment: seen, said, ruled, done."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from events import brain
from events.envelope import Event
from events.identity import START, Position
from projections.decisions import Decisions
from services.explaining import thinking
from services.explaining.decision import decision_object
from tests.unit.decisions import (
    CALLS,
    CONTEXT,
    CYCLE,
    DIGEST,
    PROPOSAL,
    TOOLS,
    WATER,
    asked_and_answered,
    configured,
    event,
    noticed,
    prompted,
    proposal_let_through,
    proposal_refused,
    proposal_waiting,
    safety_act,
    whole_cycle,
)
from tests.unit.explaining.logs import end, log_of, numbered
from tests.unit.story import folded


async def told(*, at: int | None = None, name: str = CYCLE) -> dict[str, Any]:
    """The decision as it stands, or as of the event with that number."""
    log = await log_of([*whole_cycle(), *safety_act()])
    until = await end(log) if at is None else (await numbered(log, at)).position
    found = await decision_object(log, name, until)
    assert found is not None
    return found


async def test_it_says_what_the_model_saw_and_was_told() -> None:
    found = await told()
    (step,) = found["steps"]
    assert step["prompt"]["messages"] == [{"role": "user", "content": CONTEXT}]
    prompt = found["prompt"]
    assert (prompt["version"], prompt["text"]) == ("constitution.en.1", "You look after an office.")
    assert prompt["tools"] == list(TOOLS)
    assert prompt["options"]["seed"] == 7


async def test_it_says_what_the_model_said_and_what_the_gate_ruled() -> None:
    (step,) = (await told())["steps"]
    assert (step["reply"]["content"], step["reply"]["tool_calls"]) == ("It is hot.", list(CALLS))
    verdicts = [(one["ordinal"], one["verdict"]) for one in step["verdicts"]]
    assert verdicts == [(0, "approved"), (1, "approved"), (2, "refused")]
    assert step["verdicts"][2]["rule"] == "arguments"
    assert "at least 1 character" in step["verdicts"][2]["reason"]


async def test_it_says_what_came_of_each_action() -> None:
    task, command, utterance = (await told())["outcomes"]
    assert (task["task"], task["status"], task["report_status"]) == (42, "completed", "resolved")
    assert (command["device"], command["status"]) == ("hvac_01", "succeeded")
    assert command["result"] == {"ok": True}
    assert (utterance["text"], utterance["status"]) == ("Please wait.", "requested")


async def test_it_says_what_it_cost_and_tells_it_from_the_first_cause() -> None:
    found = await told()
    cost = {"calls": 1, "prompt_tokens": 800, "reply_tokens": 40, "duration_ms": 3178}
    assert found["cost"] == cost
    words = found["words"]
    assert words[0] == "a sensor in main read temperature 32.8"
    assert words[-1] == "user 5 reported task 42 done (resolved)"
    assert (found["outcome"], found["trigger"], found["cut"]) == ("refused", "event", False)


async def test_it_is_told_as_it_was_then() -> None:
    found = await told(at=18)
    task, command, _ = found["outcomes"]
    assert (task["task"], task["status"], command["status"]) == (None, "wished", "requested")
    assert (found["outcome"], found["finished_at"]) == (None, None)
    assert (await told(at=21))["outcomes"][0]["status"] == "created"
    early = await told(at=12)
    assert (early["steps"][0]["reply"], early["outcomes"]) == (None, [])


async def test_there_is_none_before_it_began_nor_under_another_name() -> None:
    log = await log_of(whole_cycle())
    began = (await numbered(log, 11)).position
    assert await decision_object(log, CYCLE, Position(began - 1)) is None
    for name in ("unknown", str(UUID(int=1)), str(UUID(int=999)), "", "x" * 300, "a\x00b"):
        assert await decision_object(log, name, await end(log)) is None


async def test_a_safety_act_says_what_it_saw_and_did_and_what_its_rule_is_for() -> None:
    found = await told(name=str(UUID(int=32)))
    assert (found["kind"], found["trigger"], found["outcome"]) == ("safety", "co2_high", "acted")
    assert found["act"]["value"] == 1620
    assert "air" in found["act"]["purpose"]
    assert [one["task"] for one in found["outcomes"]] == [43]
    assert (found["steps"], found["prompt"]) == ([], None)
    assert "the safety floor acted in lab" in found["words"][1]


async def proposal(events: Sequence[Event]) -> dict[str, Any]:
    log = await log_of([*whole_cycle(), *events])
    found = await decision_object(log, PROPOSAL, await end(log))
    assert found is not None
    return found


async def test_what_an_agent_proposed_says_who_it_was_and_what_came_of_it() -> None:
    found = await proposal(proposal_let_through())
    assert (found["kind"], found["trigger"], found["outcome"]) == ("agent", "create_task", "acted")
    said = found["proposal"]
    assert (said["agent"], said["role"], said["arguments"]) == ("person:7", "service", WATER)
    ((verdict,),) = (step["verdicts"] for step in found["steps"])
    assert (verdict["verdict"], verdict["tier"]) == ("approved", "harmless")
    assert [one["task"] for one in found["outcomes"]] == [44]
    assert (found["prompt"], found["act"], found["cost"]["calls"]) == (None, None, 0)
    assert "an agent that is known as service proposed create_task" in found["words"][0]
    assert len(found["words"]) == 4


async def test_what_an_agent_was_refused_says_by_which_rule() -> None:
    found = await proposal(proposal_refused())
    assert (found["outcome"], found["outcomes"]) == ("refused", [])
    assert found["steps"][0]["verdicts"][0]["rule"] == "agent_limit"


async def test_what_an_agent_proposed_has_no_outcome_while_a_person_is_asked() -> None:
    found = await proposal(proposal_waiting())
    assert (found["outcome"], found["finished_at"]) == (None, None)


async def test_a_failure_of_the_model_is_part_of_its_step() -> None:
    failed = brain.ModelFailed(
        cycle=CYCLE, step=1, request_digest="d", error="timeout", attempts=3, duration_ms=9_000
    )
    events = [configured(), *noticed(), *asked_and_answered()[:2]]
    log = await log_of([*events, event(13, failed, f"cycle:{CYCLE}", 12)])
    found = await decision_object(log, CYCLE, await end(log))
    assert found is not None
    assert (found["steps"][0]["failure"]["error"], found["steps"][0]["reply"]) == ("timeout", None)
    assert found["cost"]["duration_ms"] == 9_000


async def test_a_configuration_that_the_log_does_not_hold_is_left_open() -> None:
    log = await log_of([*noticed(), *asked_and_answered()])
    found = await decision_object(log, CYCLE, await end(log))
    assert found is not None
    assert (found["prompt"]["version"], found["prompt"]["text"]) == ("constitution.en.1", None)


async def test_a_text_that_nobody_reads_to_its_end_is_cut() -> None:
    long = prompted(content="x" * (thinking.TEXT_LIMIT + 5))
    started = asked_and_answered()[0]
    log = await log_of([*noticed(), started, event(12, long, f"cycle:{CYCLE}", 3)])
    found = await decision_object(log, CYCLE, await end(log))
    assert found is not None
    (message,) = found["steps"][0]["prompt"]["messages"]
    assert len(message["content"]) == thinking.TEXT_LIMIT


async def test_it_cost_what_the_list_of_decisions_says_that_it_cost() -> None:
    answer = {"cycle": CYCLE, "request_digest": DIGEST}
    replied = [
        brain.ModelReplied(**answer, step=step, model="qwen", duration_ms=0.4) for step in (2, 3)
    ]
    failed = brain.ModelFailed(**answer, step=4, error="timeout", attempts=1, duration_ms=0.4)
    more = [event(90 + n, data, f"cycle:{CYCLE}") for n, data in enumerate([*replied, failed])]
    log = await log_of([*whole_cycle(), *more])
    found = await decision_object(log, CYCLE, await end(log))
    (row,) = folded(Decisions(), log.after(START)).values()
    assert found is not None
    assert found["cost"]["duration_ms"] == row.model_ms == 3178
