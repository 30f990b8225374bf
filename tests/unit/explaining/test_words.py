"""Words: every event has a plain sentence, and nobody's text breaks out of it."""

from collections.abc import Iterator
from typing import Any, Literal, get_args, get_origin

import orjson
import pytest

from events import brain, tasks
from events.catalogue import PAYLOADS, decode
from events.payload import Payload
from services.explaining.words import in_words
from services.explaining.words.brain import BRAIN, OUTCOMES, TRIGGERS
from services.explaining.words.phrases import TEXT_LIMIT, call
from services.explaining.words.sentences import WORDS
from tests.unit.codec.samples import Sample, samples
from tests.unit.decisions import DIGEST, whole_cycle
from tests.unit.explaining.logs import log_of, numbered
from tests.unit.story import recorded


def words_of(data: Payload) -> str:
    return in_words(recorded(data, "hub:office", 0))


def replied(**more: object) -> brain.ModelReplied:
    given = {"cycle": "c", "step": 1, "request_digest": DIGEST, "model": "qwen", "duration_ms": 900}
    return brain.ModelReplied.model_validate(given | more)


@pytest.mark.parametrize("sample", list(samples()), ids=lambda sample: sample.name)
def test_every_event_that_was_ever_released_has_words(sample: Sample) -> None:
    words = words_of(decode(sample.event_type, sample.dataversion, sample.data_json))
    assert sample.event_type not in words
    assert words.isprintable()


def test_no_type_is_without_words() -> None:
    assert PAYLOADS.keys() - {tasks.Requested.event_type} == WORDS.keys()


def closed_sets() -> Iterator[Any]:
    """Every value of every field that may only be one of a few."""
    for sample in samples():
        payload = PAYLOADS[sample.event_type]
        for name, field in payload.model_fields.items():
            for value in _alternatives(field.annotation):
                yield pytest.param(sample, name, value, id=f"{sample.name}-{name}-{value}")


def _alternatives(annotation: object) -> tuple[object, ...]:
    if get_origin(annotation) is Literal:
        return get_args(annotation)
    return tuple(value for part in get_args(annotation) for value in _alternatives(part))


@pytest.mark.parametrize(("sample", "name", "value"), list(closed_sets()))
def test_whatever_a_field_may_say_has_words(sample: Sample, name: str, value: str) -> None:
    data = decode(sample.event_type, sample.dataversion, sample.data_json)
    words = words_of(type(data).model_validate(data.model_dump() | {name: value}))
    assert words.isprintable()


@pytest.mark.parametrize(
    ("attempts", "told"),
    [
        (0, "no model was asked: timeout"),
        (1, "no model answered, asked once: timeout (3.0 s)"),
        (3, "no model answered, asked 3 times: timeout (3.0 s)"),
    ],
)
def test_how_often_a_model_was_asked_in_vain_is_told(attempts: int, told: str) -> None:
    failed = brain.ModelFailed(
        cycle="c",
        step=1,
        request_digest=DIGEST,
        error="timeout",
        attempts=attempts,
        duration_ms=3_000,
    )
    assert words_of(failed) == told


def test_every_ending_and_every_trigger_is_told_in_words_of_its_own() -> None:
    assert OUTCOMES.keys() == set(get_args(brain.Ending))
    assert TRIGGERS.keys() == set(get_args(brain.CycleStarted.model_fields["trigger"].annotation))


def test_an_ending_that_nobody_has_words_for_stands_for_itself() -> None:
    strange = brain.CycleFinished.model_construct(
        cycle="c",
        steps=1,
        outcome="exploded",  # type: ignore[arg-type]  # no ending that this version knows
    )
    assert BRAIN[strange.event_type](strange) == "the brain was done after 1 step: exploded"


@pytest.mark.parametrize(
    "text", ["\x1b[2Jgone", "one\ntwo\rthree", "\u202egnp.exe", "\x9b31m", "x" * 100_000]
)
def test_the_text_of_a_model_stays_on_its_line(text: str) -> None:
    calls = ({"name": text, "arguments": {text: text, "list": [text]}}, {"name": text})
    words = words_of(replied(content=text, tool_calls=calls * 40))
    assert words.isprintable()
    assert len(words) < 20 * TEXT_LIMIT


@pytest.mark.parametrize(
    "wild", [{}, {"name": 7, "arguments": "rm"}, {"function": None}, {"function": {"name": "x"}}]
)
def test_a_call_of_any_shape_is_told(wild: dict[str, object]) -> None:
    assert "proposed" in words_of(replied(tool_calls=(wild,)))


def test_a_call_is_told_with_what_it_was_given() -> None:
    assert call("speak", {"message": "Hi", "times": 2}) == "speak(message: “Hi”, times: 2)"
    assert call("speak", None) == "speak()"
    assert call(None, [1]) == "null([1])"


def test_a_reply_is_told_with_what_it_cost() -> None:
    words = words_of(replied(content="Hot.", prompt_tokens=800, reply_tokens=40))
    assert words == (
        "the model said “Hot.” and proposed nothing (800 tokens read, 40 tokens written, 0.9 s)"
    )


async def test_a_wish_of_the_brain_is_told_as_its_own() -> None:
    log = await log_of(whole_cycle())
    assert in_words(await numbered(log, 15)) == "the brain wished for “Open the window” in main"
    assert words_of(tasks.Requested(issue="dirt")) == "somebody wished for “dirt”"


def test_an_event_that_cannot_be_read_is_still_named() -> None:
    broken = recorded(tasks.Expired(task=1), "task:1", 0)
    broken.data_json = orjson.dumps({"task": "none"})
    assert in_words(broken) == "tasks.expired about task:1, which cannot be read"


def test_a_refusal_says_by_which_rule_and_why() -> None:
    refused = brain.ActionRefused(
        cycle="c", step=1, ordinal=0, tool="speak", rule="quiet_hours", reason="it is night"
    )
    assert words_of(refused) == "the gate refused speak() by rule quiet_hours: it is night"
