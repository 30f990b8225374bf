"""Whatever becomes of a question to the model, it is an answer: none of it ends the brain."""

import logging

import pytest

from events.eventlog import MemoryEventLog
from services.brain.asking import ask
from services.brain.configuration import Configuration
from services.brain.replies import Reply
from services.settings import read_settings


class Broken:
    """A model server whose client breaks down in a way that nobody foresaw."""

    async def ask(self, _request: object) -> Reply:
        raise AttributeError("'str' object has no attribute 'get'")

    async def model_digest(self, _model: str, /) -> str | None:
        raise RecursionError("maximum recursion depth exceeded")

    async def close(self) -> None: ...


async def test_what_nobody_foresaw_is_no_answer_and_is_logged(
    caplog: pytest.LogCaptureFixture,
) -> None:
    asked = await ask(Broken(), {})
    assert str(asked.outcome).startswith("malformed: AttributeError: ")
    assert asked.attempts == 1
    assert [one.levelno for one in caplog.records] == [logging.ERROR]


async def test_what_nobody_foresaw_says_nothing_about_the_model(
    caplog: pytest.LogCaptureFixture,
) -> None:
    log = MemoryEventLog()
    configuration = Configuration(log, Broken(), read_settings(llm_model="qwen2.5:14b"))
    await configuration.record()
    await configuration.look()
    assert configuration.digest_of("qwen2.5:14b") is None
    assert "RecursionError" in caplog.text
