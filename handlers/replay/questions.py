"""What a what-if has to ask a model, and the ways to an answer. Asking itself is for a shell."""

from collections.abc import Generator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar
from uuid import UUID, uuid5

from events.brain import ModelFailed, ModelPrompted, ModelReplied
from events.envelope import Recorded

Answered = ModelReplied | ModelFailed


@dataclass(frozen=True, slots=True)
class Question:
    """A request that no recorded answer is for."""

    prompted: Recorded
    request: Mapping[str, Any]
    """The whole of it."""

    @property
    def prompt(self) -> ModelPrompted:
        assert isinstance(self.prompted.data, ModelPrompted)
        return self.prompted.data


class Ask(Protocol):
    """Puts a question to a model. It never raises for a model that does not answer."""

    async def __call__(self, question: Question, /) -> Answered: ...


Result = TypeVar("Result")
Steps = Generator[Question, Answered, Result]
"""A course of events that stops at each question, and goes on with its answer."""


async def taken(steps: Steps[Result], ask: Ask) -> Result:
    """The course to its end, every question asked when it comes up."""
    try:
        question = next(steps)
        while True:
            question = steps.send(await ask(question))
    except StopIteration as end:
        result: Result = end.value
        return result


OFFLINE = "offline"


async def offline(question: Question) -> Answered:
    """Nobody is asked."""
    return failed(question, OFFLINE)


def failed(question: Question, error: str) -> ModelFailed:
    prompt = question.prompt
    return ModelFailed(
        cycle=prompt.cycle,
        step=prompt.step,
        request_digest=prompt.request_digest,
        error=error,
        attempts=1,
        duration_ms=0.0,
    )


def answer_id(prompt: UUID) -> UUID:
    """The id of the one event that answers a prompt, as the shell that asks names it."""
    return uuid5(prompt, "model")
