"""A reply that the log cannot hold, whatever the reason, is recorded as none."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from events.brain import ModelReplied
from events.errors import EventRefused
from events.eventlog import MemoryEventLog
from services.brain.configuration import Configuration
from services.brain.replies import Reply
from services.brain.shell import FORGOTTEN_AFTER, NAME, Shell
from services.settings import read_settings
from tests.integration.brain.prompts import configure, outcomes, prompt, running


class Picky(MemoryEventLog):
    """A log that takes no replies."""

    async def append(self, events: Sequence[Any], **more: Any) -> Any:
        if any(isinstance(getattr(one, "data", None), ModelReplied) for one in events):
            raise EventRefused("not today")
        return await super().append(events, **more)


class Ready:
    """A model server that has an answer."""

    async def ask(self, request: object) -> Reply:
        return Reply("hello")

    async def model_digest(self, _model: str, /) -> str | None:
        return None

    async def close(self) -> None: ...


async def test_a_reply_that_cannot_be_stored_is_malformed() -> None:
    log, server = Picky(), Ready()
    shell = Shell(log, server, Configuration(log, server, read_settings()))
    async with running(shell):
        await prompt(log, await configure(log))
        assert (await outcomes(log, 1))[0].startswith("malformed: ")


async def test_the_first_start_is_before_what_is_young_and_behind_what_is_old() -> None:
    now = [datetime.now(UTC) - FORGOTTEN_AFTER - timedelta(minutes=1)]
    log, server = MemoryEventLog(now=lambda: now[0]), Ready()
    by = await configure(log)
    await prompt(log, by, "old")
    now[0] = datetime.now(UTC)
    await configure(log)
    for content in ("young", "younger"):
        await prompt(log, by, content)
    await Shell(log, server, Configuration(log, server, read_settings())).begin()
    assert await log.checkpoint(NAME) == 3
