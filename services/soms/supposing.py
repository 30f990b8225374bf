"""A what-if on the command line: what is supposed, from files; and the model that is asked."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import typer

from events.brain import ModelFailed, ModelReplied
from events.errors import SomsError
from events.eventlog import EventLog
from events.identity import Position
from handlers.policy import DEFAULT_POLICY, InvalidPolicy, Policy, parse_policy
from handlers.registry import reactors
from handlers.replay.comparison import Comparison
from handlers.replay.questions import Answered, Ask, Question, offline
from handlers.replay.supposing import Change
from handlers.replay.what_if import what_if
from services.brain.answers import answered
from services.brain.asking import ask
from services.brain.errors import Unreachable
from services.brain.servers import ModelServer, server_of
from services.settings import read_settings

PROMPT_LIMIT = 64 * 1024
"""Characters of a constitution."""


class NoModel(SomsError):
    """There are questions, and no model server to ask."""

    def __init__(self) -> None:
        super().__init__(
            "LLM_API_URL: no model server is there; --offline leaves new questions unanswered"
        )


@dataclass(frozen=True, slots=True)
class Supposition:
    """All that may be otherwise than it was."""

    change: Change
    policy: Policy = DEFAULT_POLICY
    offline: bool = False


def change_of(prompt: Path | None, model: str | None) -> Change:
    """Raises `typer.BadParameter` naming the option."""
    if model is not None:
        require_model_name(model)
    if prompt is None:
        return Change(model=model)
    return Change(prompt=constitution(prompt), prompt_name=prompt.name, model=model)


def require_model_name(model: str) -> None:
    """Raises `typer.BadParameter`."""
    if not 0 < len(model.strip()) <= 200:
        raise typer.BadParameter(f"--model: {model!r:.60}; allowed: a name of 1 to 200 characters")


def constitution(file: Path) -> str:
    """The text of one. Raises `typer.BadParameter`."""
    try:
        text = file.read_bytes().decode()
    except UnicodeDecodeError as error:
        raise typer.BadParameter(f"--prompt: {file} is not UTF-8 text: {error.reason}") from None
    if not text.strip() or len(text) > PROMPT_LIMIT or "\0" in text:
        allowed = f"1 to {PROMPT_LIMIT} characters that are not all blank, and no NUL"
        raise typer.BadParameter(f"--prompt: {file} has {len(text)} characters; allowed: {allowed}")
    return text


def policy_of(file: Path | None) -> Policy:
    """Raises `InvalidPolicy`."""
    if file is None:
        return DEFAULT_POLICY
    try:
        return parse_policy(file.read_text(encoding="utf-8"))
    except UnicodeDecodeError:
        raise InvalidPolicy("neither TOML nor JSON: it is not UTF-8 text") from None


async def suppose(log: EventLog, until: Position, supposition: Supposition) -> Comparison:
    """What would have been. Raises `typer.BadParameter` if nothing in the log could change."""
    async with _asking(supposition) as asker:
        found = await what_if(
            log, reactors(supposition.policy), until, change=supposition.change, ask=asker
        )
    if supposition.change.is_any and not found.configurations:
        raise typer.BadParameter(
            "--prompt, --model: up to there the log holds no brain.configured, so no model thought"
        )
    return found


@asynccontextmanager
async def _asking(supposition: Supposition) -> AsyncIterator[Ask]:
    if supposition.offline:
        yield offline
        return
    server = server_of(read_settings())
    try:
        yield _Asking(server)
    finally:
        await server.close()


class _Asking:
    """Asks as the brain's own shell does, and records nothing.

    A server that cannot be reached for the first question is not there, and would cost seconds for
    each of the others.
    """

    def __init__(self, server: ModelServer) -> None:
        self._server = server
        self._is_there = False

    async def __call__(self, question: Question) -> Answered:
        asked = await ask(self._server, question.request)
        if isinstance(asked.outcome, Unreachable) and not self._is_there:
            raise NoModel
        self._is_there = True
        answer = answered(question.prompted, asked, None).data
        assert isinstance(answer, ModelReplied | ModelFailed)
        return answer
