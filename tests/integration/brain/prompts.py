"""A brain's log: what is configured, what was decided to be asked, what came of it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

from events.brain import Configured, ModelFailed, ModelPrompted, ModelReplied
from events.envelope import Event, Recorded
from events.eventlog import EventLog
from events.identity import Subject, new_id
from events.query import Query
from handlers.brain.requests import request_digest
from services.brain.asking import Patience
from services.brain.configuration import Configuration
from services.brain.servers import server_of
from services.brain.shell import Shell
from services.settings import read_settings
from tests.integration.brain.standin import StandIn
from tests.unit.brain.configurations import configured

HASTE = Patience(answer_s=5.0, attempts=2, pause_s=0.01)
ANSWERS = frozenset({ModelReplied.event_type, ModelFailed.event_type})


async def configure(log: EventLog, what: Configured | None = None) -> Event:
    """Record a configuration, as a brain does."""
    event = _event(what or configured(), "brain:office")
    await log.append([event])
    return event


async def prompt(log: EventLog, by: Event, content: str = "hot", **changes: Any) -> Event:
    """Decide to ask, as the loop does."""
    assert isinstance(by.data, Configured)
    messages = [{"role": "user", "content": content}]
    data = ModelPrompted(
        cycle=f"cycle of {content}",
        step=1,
        model=by.data.model,
        prompt_version=by.data.prompt_version,
        prompt_digest=by.data.prompt_digest,
        request_digest=request_digest(by.data, messages),
        request={"messages": messages},
        configuration=str(by.id),
        context_position=1,
    )
    event = _event(data.model_copy(update=changes), f"cycle:{data.cycle}")
    await log.append([event])
    return event


def _event(data: Any, subject: str) -> Event:
    return Event(
        id=new_id(),
        data=data,
        source="/test",
        subject=Subject(subject),
        time=datetime.now(UTC),
        correlation_id=new_id(),
    )


async def answers(log: EventLog) -> list[Recorded]:
    pages = log.pages(query=Query(types=ANSWERS))
    return [event async for page in pages for event in page.events]


async def outcomes(log: EventLog, count: int, within_s: float = 15.0) -> list[str]:
    """What each prompt came to, once so many have an answer: content, or error."""
    async with asyncio.timeout(within_s):
        while len(found := await answers(log)) < count:
            await asyncio.sleep(0.02)
    return [_told(event) for event in found]


def _told(event: Recorded) -> str:
    data = event.data
    if isinstance(data, ModelReplied):
        return data.content
    assert isinstance(data, ModelFailed)
    return data.error


@asynccontextmanager
async def brain(
    log: EventLog, model: StandIn, patience: Patience = HASTE, path: str = ""
) -> AsyncIterator[Shell]:
    """A brain at work; at the end of the block it is gone, whatever it was doing."""
    settings = read_settings(llm_api_url=model.url + path)
    server = server_of(settings)
    try:
        async with running(
            Shell(log, server, Configuration(log, server, settings), patience)
        ) as it:
            yield it
    finally:
        await server.close()


@asynccontextmanager
async def running(shell: Shell) -> AsyncIterator[Shell]:
    await shell.begin()
    work = asyncio.create_task(shell.run())
    try:
        yield shell
    finally:
        work.cancel()
        (failure,) = await asyncio.gather(work, return_exceptions=True)
        assert isinstance(failure, asyncio.CancelledError), failure
