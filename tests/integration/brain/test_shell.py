"""Every prompt gets one answer, whoever dies in between, and the answer says what came of it."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import uuid5

import pytest

from events.brain import ModelFailed, ModelPrompted, ModelReplied
from events.eventlog import PostgresEventLog
from services.brain import shell as shells
from services.brain.asking import Patience
from services.brain.shell import NAME
from tests.integration.brain.prompts import answers, brain, configure, outcomes, prompt
from tests.integration.brain.standin import Answer, StandIn, ollama_says, until_true


async def test_what_was_decided_is_asked_and_the_answer_is_caused_by_it(
    log: PostgresEventLog, model: StandIn
) -> None:
    call = {"name": "speak", "arguments": {"message": "暑い"}}
    model.will(ollama_says("so be it", call, prompt_eval_count=9, eval_count=2))
    async with brain(log, model):
        prompted = await prompt(log, await configure(log))
        assert await outcomes(log, 1) == ["so be it"]
    (answer,) = await answers(log)
    assert answer.id == uuid5(prompted.id, "model")
    assert answer.causation_id == prompted.id
    assert answer.correlation_id == prompted.correlation_id
    assert (answer.subject, answer.source) == (prompted.subject, "/services/brain")
    assert answer.actor == "service:brain"
    said, wanted = answer.data, prompted.data
    assert isinstance(said, ModelReplied)
    assert isinstance(wanted, ModelPrompted)
    assert (said.cycle, said.step, said.model) == ("cycle of hot", 1, "m:told")
    assert (said.tool_calls, said.done_reason) == ((call,), "stop")
    assert (said.prompt_tokens, said.reply_tokens) == (9, 2)
    assert said.duration_ms > 0
    assert said.request_digest == wanted.request_digest
    system = model.questions[0][1]["messages"][0]
    assert system == {"role": "system", "content": "You manage an office."}


async def test_a_failure_is_an_answer_too(log: PostgresEventLog, model: StandIn) -> None:
    model.will(Answer(b'{"error":"no tools"}', 400), Answer(b"?"), ollama_says("then"))
    async with brain(log, model):
        by = await configure(log)
        for content in ("a", "b", "c"):
            await prompt(log, by, content)
            await outcomes(log, "abc".index(content) + 1)
    refused, malformed, replied = await outcomes(log, 3)
    assert refused.startswith("refused: HTTP 400")
    assert malformed.startswith("malformed: not JSON")
    assert replied == "then"


async def test_a_restart_asks_again_what_has_no_answer_and_nothing_else(
    log: PostgresEventLog, model: StandIn
) -> None:
    model.will(ollama_says("one"), Answer(after_s=60))
    async with brain(log, model):
        by = await configure(log)
        await prompt(log, by, "first")
        await outcomes(log, 1)
        await prompt(log, by, "second")
        await until_true(lambda: len(model.questions) == 2)
    model.will(ollama_says("two"))
    async with brain(log, model):
        assert await outcomes(log, 2) == ["one", "two"]
    asked = [body["messages"][1]["content"] for _, body in model.questions]
    assert asked == ["first", "second", "second"]


async def test_a_prompt_that_waited_for_too_long_is_abandoned(
    log: PostgresEventLog, model: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with brain(log, model):
        by = await configure(log)
    await prompt(log, by, "old")
    monkeypatch.setattr(shells, "FORGOTTEN_AFTER", timedelta(0))
    async with brain(log, model):
        assert await outcomes(log, 1) == ["abandoned"]
    (answer,) = await answers(log)
    assert isinstance(answer.data, ModelFailed)
    assert answer.data.attempts == len(model.questions) == 0


async def test_what_was_long_there_before_the_brain_first_ran_is_not_asked(
    log: PostgresEventLog, model: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    model.will(ollama_says("now"))
    by = await configure(log)
    await prompt(log, by, "imported")
    with monkeypatch.context() as much_later:
        much_later.setattr(shells, "FORGOTTEN_AFTER", timedelta(0))
        async with brain(log, model):
            pass
    async with brain(log, model):
        await prompt(log, by, "new")
        assert await outcomes(log, 1) == ["now"]
    async with brain(log, model):
        await asyncio.sleep(0.2)
    assert [body["messages"][1]["content"] for _, body in model.questions] == ["new"]


async def test_what_was_decided_right_before_the_first_start_is_asked(
    log: PostgresEventLog, model: StandIn
) -> None:
    model.will(ollama_says("one"), ollama_says("two"))
    by = await configure(log)
    await prompt(log, by, "first")
    await configure(log)
    await prompt(log, by, "second")
    async with brain(log, model):
        assert sorted(await outcomes(log, 2)) == ["one", "two"]


async def test_what_was_decided_right_after_the_first_start_is_asked_after_a_crash(
    log: PostgresEventLog, model: StandIn
) -> None:
    async with brain(log, model):
        pass
    await prompt(log, await configure(log), "early")
    model.will(ollama_says("still"))
    async with brain(log, model):
        assert await outcomes(log, 1) == ["still"]


async def test_two_brains_record_one_answer(log: PostgresEventLog, model: StandIn) -> None:
    model.will(
        Answer(ollama_says("a").body, after_s=0.2), Answer(ollama_says("b").body, after_s=0.3)
    )
    async with brain(log, model), brain(log, model):
        await prompt(log, await configure(log))
        await until_true(lambda: len(model.questions) == 2)
        await until_true(lambda: model.at_once == 0)
        await asyncio.sleep(0.2)
        assert await outcomes(log, 1) == ["a"]


async def test_two_are_asked_at_a_time_and_a_slow_one_holds_up_nobody(
    log: PostgresEventLog, model: StandIn
) -> None:
    held = asyncio.Event()
    slow = Answer(ollama_says("slow").body, held=held)
    model.will(slow, *[Answer(ollama_says(f"{n}").body, after_s=0.05) for n in range(5)])
    async with brain(log, model):
        by = await configure(log)
        for n in range(6):
            await prompt(log, by, f"{n}")
        assert "slow" not in await outcomes(log, 5)
        held.set()
        assert (await outcomes(log, 6))[-1] == "slow"
        assert await log.checkpoint(NAME) >= (await answers(log))[0].position
    assert model.most_at_once == 2


async def test_a_crash_beside_a_slow_question_loses_none(
    log: PostgresEventLog, model: StandIn
) -> None:
    model.will(Answer(after_s=60), ollama_says("quick"))
    async with brain(log, model):
        by = await configure(log)
        await prompt(log, by, "slow")
        await until_true(lambda: len(model.questions) == 1)
        await prompt(log, by, "quick")
        assert await outcomes(log, 1) == ["quick"]
    model.will(ollama_says("at last"))
    async with brain(log, model):
        assert await outcomes(log, 2) == ["quick", "at last"]
    assert len(model.questions) == 3, "what has an answer was asked again"


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"request_digest": "d0"}, "refused: the request's digest is"),
        ({"configuration": "nonsense"}, "refused: the prompt is no request"),
        ({"configuration": "019a1b2c-0000-7000-8000-000000000000"}, "refused: configuration"),
        ({"request": {}}, "refused: the prompt is no request: KeyError"),
        ({"request": {"messages": 5}}, "refused: the prompt is no request"),
    ],
)
async def test_what_was_not_decided_so_is_not_asked(
    log: PostgresEventLog, model: StandIn, changes: dict[str, Any], error: str
) -> None:
    async with brain(log, model):
        await prompt(log, await configure(log), **changes)
        assert (await outcomes(log, 1))[0].startswith(error)
    assert model.questions == []


async def test_nobody_there_is_recorded_as_such(log: PostgresEventLog, model: StandIn) -> None:
    absent = StandIn(port=1)
    async with brain(log, absent, Patience(answer_s=5, attempts=2, pause_s=0.01)):
        await prompt(log, await configure(log))
        assert (await outcomes(log, 1))[0].startswith("unreachable: ")
    (answer,) = await answers(log)
    assert isinstance(answer.data, ModelFailed)
    assert answer.data.attempts == 2
