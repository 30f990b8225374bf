"""`kill -9` of the brain between a prompt and its reply: every prompt gets one answer, none two."""

import asyncio
from collections import Counter

import pytest

from events.brain import Configured
from events.envelope import Event, Recorded
from events.eventlog import PostgresEventLog
from events.query import Query
from tests.fault.findings import assert_verifies, eventually
from tests.fault.mishaps import Mishaps
from tests.fault.parts import Stage, set_up
from tests.integration.brain.prompts import answers, outcomes, prompt
from tests.integration.brain.standin import Answer, StandIn, ollama_says, standing_in, until_true

PROMPTS = 40


async def test_a_question_that_a_crash_cut_off_is_asked_again_and_answered_once() -> None:
    async with set_up("rumqttd") as stage, stage.log() as log, standing_in() as model:
        model.will(Answer(after_s=60))
        service = await stage.start("brain", LLM_API_URL=model.url)
        await prompt(log, await _configured(log))
        await until_true(lambda: len(model.questions) == 1)
        service.kill()
        assert await answers(log) == []
        model.will(ollama_says("after all"))
        service.start()
        assert await outcomes(log, 1) == ["after all"]
        service.kill()
        await _started_again(service.name, stage, model)
        assert len(model.questions) == 2
        assert await outcomes(log, 1) == ["after all"]


@pytest.mark.slow
async def test_however_often_it_is_killed_no_prompt_is_left_out_or_answered_twice(
    seed: int,
) -> None:
    async with set_up("rumqttd") as stage, stage.log() as log, standing_in() as model:
        model.will(Answer(ollama_says("so").body, after_s=0.05))
        await stage.start("brain", LLM_API_URL=model.url)
        by = await _configured(log)
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(Mishaps(seed, stage.services, mean_life_s=0.7).run(5))
            for n in range(PROMPTS):
                await prompt(log, by, f"{n}")
                await asyncio.sleep(0.1)

        async def answered() -> bool:
            return len(await answers(log)) >= PROMPTS

        await eventually("every prompt has an answer", answered)
        causes = Counter(event.causation_id for event in await answers(log))
        assert set(causes.values()) == {1}
        assert len(causes) == PROMPTS
        await assert_verifies(log)


async def _started_again(name: str, stage: Stage, model: StandIn) -> None:
    """Up, and with time enough to ask what it should not."""
    await stage.start(name, LLM_API_URL=model.url)
    await asyncio.sleep(0.5)


async def _configured(log: PostgresEventLog) -> Event:
    """What the brain recorded when it started, as the loop refers to it."""
    (found,) = await log.backward(query=Query(types=frozenset({Configured.event_type})), limit=1)
    return _as_event(found)


def _as_event(found: Recorded) -> Event:
    return Event(found.id, found.data, found.source, found.subject, found.time)
