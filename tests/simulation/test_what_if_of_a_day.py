"""A simulated day with the brain on, as it would have been, with and without a change."""

import pytest

from events.brain import ModelReplied
from events.eventlog import MemoryEventLog
from handlers.registry import REACTORS
from handlers.replay.questions import Question
from handlers.replay.supposing import Change
from handlers.replay.what_if import what_if
from services.mock_llm.conversation import chat_request
from services.simulator.day import simulate_day
from services.simulator.thinking import stand_in


async def a_day(scenario: str, hours: float) -> MemoryEventLog:
    log = MemoryEventLog("day")
    await simulate_day(log, 5, hours=hours, scenario_name=scenario)
    return log


async def ask(question: Question) -> ModelReplied:
    prompt, request = question.prompt, question.request
    said = stand_in(chat_request(request["messages"], request["tools"]))
    return ModelReplied(
        cycle=prompt.cycle,
        step=prompt.step,
        request_digest=prompt.request_digest,
        model=prompt.model,
        content=said.content,
        tool_calls=said.tool_calls,
        duration_ms=3_000.0,
    )


@pytest.mark.parametrize(
    ("scenario", "hours"),
    [
        ("heat_wave", 0.5),
        pytest.param("heat_wave", 5.0, marks=pytest.mark.slow),
        pytest.param("stuffy_meeting", 5.0, marks=pytest.mark.slow),
    ],
)
async def test_with_nothing_changed_nothing_differs(scenario: str, hours: float) -> None:
    found = await what_if(await a_day(scenario, hours), REACTORS)
    assert found.differences == []
    assert found.replies_reused > 3
    assert found.asked == 0


@pytest.mark.slow
async def test_the_same_model_under_another_name_asks_for_much_the_same() -> None:
    """It is asked anew and takes another time to answer, so the worlds drift a little apart."""
    day = await a_day("heat_wave", 5.0)
    found = await what_if(day, REACTORS, change=Change(model="another"), ask=ask)
    assert found.replies_reused == 0
    assert found.asked > 30
    assert found.unanswered == 0
    assert abs(found.supposed_totals.tasks - found.recorded_totals.tasks) < 5
