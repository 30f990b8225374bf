"""Runs scenarios: each several times, with another seed each time, and scores every run."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Any

from events.brain import Configured, Options, Thinking
from handlers.brain.prompts import Prompt, prompt_in
from handlers.brain.requests import thinking
from handlers.tools import tool_schemas
from services.brain.asking import Asked
from services.brain.errors import ModelError
from services.brain.replies import Reply
from services.evaluation.course import Course
from services.evaluation.model import Model
from services.evaluation.moments import UTC_OFFSET_S
from services.evaluation.office import Office
from services.evaluation.safety import dangers
from services.evaluation.scenario import BrainScenario, Scenario, VoiceScenario
from services.evaluation.scoring import Check, checks, checks_of_words, share

FIRST_SEED = 7
KEEP_ALIVE = "30m"
CUT_OFF = "length"
"""Why a reply ended that was longer than it may be, in every server's word."""

VOICE = (
    "あなたはオフィスを管理するAIの声です。頼まれた文だけを、日本語の話し言葉で一文か二文で"
    "答えてください。説明、引用符、絵文字は付けません。"
)
"""The system message of requests for words."""
VOICE_OPTIONS = {"num_ctx": 4_096, "num_predict": 200, "temperature": 0.8}


@dataclass(frozen=True, slots=True)
class Setup:
    """What is thought with."""

    model_name: str
    prompt: Prompt | None = None
    """None for the released constitution of the scenario's language."""
    think: Thinking | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a scenario, scored."""

    scenario: str
    checks: tuple[Check, ...]
    dangers: tuple[str, ...]
    error: str | None
    """Why the model gave no answer, if once it gave none; then the run counts as zero."""
    latency_ms: float
    """Of an answer, on the average."""
    questions: int
    tools: tuple[str, ...]
    outcome: str | None
    text: str

    @property
    def passed(self) -> bool:
        return self.error is None and all(one.passed for one in self.checks)

    @property
    def accuracy(self) -> float:
        return 0.0 if self.error is not None else share(self.checks)

    @property
    def has_words(self) -> bool:
        """Whether words were called for."""
        return any(one.is_of_text for one in self.checks)


async def runs(
    scenarios: Sequence[Scenario], model: Model, setup: Setup, repeats: int
) -> AsyncIterator[Run]:
    """Every scenario so many times."""
    for scenario in scenarios:
        for repeat in range(repeats):
            yield await run(scenario, model, setup, FIRST_SEED + repeat)


async def run(scenario: Scenario, model: Model, setup: Setup, seed: int) -> Run:
    if isinstance(scenario, VoiceScenario):
        return await _said(scenario, model, setup, seed)
    office = Office(_configured(scenario, setup, seed), scenario.silent_devices)
    await office.live(scenario.events)
    course = await office.think(model)
    return _scored(scenario.name, course, checks(scenario, course), dangers(scenario, course))


async def _said(scenario: VoiceScenario, model: Model, setup: Setup, seed: int) -> Run:
    asked = await model(voice_request(scenario, setup, seed))
    words = "" if isinstance(asked.outcome, ModelError) else asked.outcome.content
    course = Course(asked=[asked], words=words)
    return _scored(scenario.name, course, checks_of_words(scenario.expect, words), [])


def voice_request(scenario: VoiceScenario, setup: Setup, seed: int) -> dict[str, Any]:
    """The whole request for words."""
    return {
        "model": setup.model_name,
        "messages": [
            {"role": "system", "content": VOICE},
            {"role": "user", "content": scenario.asks},
        ],
        "tools": [],
        "options": {**VOICE_OPTIONS, "seed": seed},
        "keep_alive": KEEP_ALIVE,
        **thinking(setup.think),
    }


def _configured(scenario: BrainScenario, setup: Setup, seed: int) -> Configured:
    prompt = setup.prompt or prompt_in(scenario.language)
    return Configured(
        model=setup.model_name,
        language=scenario.language,
        prompt_version=prompt.version,
        prompt=prompt.text,
        prompt_digest=prompt.digest,
        tools=tool_schemas(),
        options=Options(num_ctx=8_192, num_predict=1_024, temperature=0.3, seed=seed),
        keep_alive=KEEP_ALIVE,
        think=setup.think,
        context_tokens=2_048,
        utc_offset_s=UTC_OFFSET_S,
    )


def _scored(name: str, course: Course, found: Sequence[Check], harm: Sequence[str]) -> Run:
    durations = [one.duration_ms for one in course.asked]
    return Run(
        scenario=name,
        checks=tuple(found),
        dangers=tuple(harm),
        error=_error(course.asked),
        latency_ms=sum(durations) / len(durations) if durations else 0.0,
        questions=len(durations),
        tools=tuple(sorted(one.tool for one in course.approved)),
        outcome=course.outcome,
        text=_text(course),
    )


def _error(asked: Sequence[Asked]) -> str | None:
    """Once something was called, a reply without words ends a cycle as well as one with words."""
    faults = (_fault(one.outcome, is_first=at == 0) for at, one in enumerate(asked))
    return next((fault for fault in faults if fault is not None), None)


def _fault(outcome: Reply | ModelError, *, is_first: bool) -> str | None:
    if isinstance(outcome, ModelError):
        return str(outcome)
    if outcome.tool_calls:
        return None
    if outcome.done_reason == CUT_OFF:
        return "no answer: cut off before it called anything"
    return "no answer: it is empty" if is_first and not outcome.content.strip() else None


def _text(course: Course) -> str:
    """All that people would read or hear."""
    if course.words is not None:
        return course.words
    fields = ("title", "description", "message")
    said = (one.arguments.get(name, "") for one in course.approved for name in fields)
    return "".join(map(str, said))
