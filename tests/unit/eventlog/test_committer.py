"""Group commit: what waits goes together, and what is at fault goes alone."""

import asyncio
import re
import struct
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import cast

import psycopg
import pytest
from psycopg import errors

from events.envelope import Event
from events.errors import EventRefused, LogDamaged, LogUnavailable
from events.eventlog.postgres.committer import Committer
from events.eventlog.postgres.settling import Request, Settled, Settling
from events.eventlog.postgres.writer import Writer
from events.eventlog.prepared import prepare
from events.identity import Position
from tests.integration.eventlog.examples import reading, readings


class PretendWriter:
    """Takes its time, remembers its batches, and fails on what it is told to fail on."""

    def __init__(self, fails: Callable[[Event], Exception | None]) -> None:
        self.batches: list[int] = []
        self._fails = fails
        self._head = Position(0)

    async def write(self, requests: Sequence[Request]) -> Settled:
        self.batches.append(len(requests))
        await asyncio.sleep(0.01)
        for request in requests:
            for item in request.items:
                if problem := self._fails(item.event):
                    raise problem
        settled = Settling(self._head, {}, {}).settle(requests)
        self._head = Position(self._head + len(settled.fresh))
        return settled


@asynccontextmanager
async def committing(
    fails: Callable[[Event], Exception | None] = lambda _: None,
) -> AsyncIterator[tuple[Committer, PretendWriter]]:
    writer = PretendWriter(fails)
    committer = Committer(cast(Writer, writer), lambda: None)
    yield committer, writer
    await committer.close()


def append(committer: Committer, *events: Event) -> "asyncio.Task[list[Position]]":
    answer = asyncio.get_running_loop().create_future()
    request = Request([prepare(event) for event in events], None, None, answer)
    return asyncio.create_task(committer.submit(request))


async def test_what_arrives_during_a_commit_goes_together_into_the_next() -> None:
    async with committing() as (committer, writer):
        lone = append(committer, reading())
        await asyncio.sleep(0.005)
        await asyncio.gather(lone, *(append(committer, reading()) for _ in range(20)))
        assert writer.batches == [1, 20]


async def test_a_batch_is_bounded_by_its_events() -> None:
    async with committing() as (committer, writer):
        await asyncio.gather(*(append(committer, *readings(3_000)) for _ in range(5)))
        assert writer.batches == [2, 2, 1]


@pytest.mark.parametrize(
    "problem",
    [
        errors.InvalidTextRepresentation("bad json"),
        errors.ProgramLimitExceeded("index row size 3024 exceeds maximum 2704"),
        struct.error("int too large to convert"),
        OverflowError("int too big to convert"),
        UnicodeError("surrogates not allowed"),
    ],
)
async def test_what_can_never_be_written_is_refused_and_fails_alone(problem: Exception) -> None:
    poison = reading("poison")
    async with committing(lambda event: problem if event is poison else None) as (committer, _):
        appends = [append(committer, event) for event in (reading(), poison, reading())]
        answers = await asyncio.gather(*appends, return_exceptions=True)
        assert [answers[0], answers[2]] == [[1], [2]]
        assert isinstance(answers[1], EventRefused)
        assert str(problem) in answers[1].reason


@pytest.mark.parametrize(
    "problem",
    [
        errors.InternalError_("a page is corrupted"),
        errors.UniqueViolation("the head is behind its log"),
        OSError("no file descriptors left"),
        ZeroDivisionError("a bug"),
        LogDamaged(Position(0), "a head", "none"),
    ],
)
async def test_what_is_not_known_to_be_the_events_fault_is_no_refusal_of_it(
    problem: Exception,
) -> None:
    async with committing(lambda _: problem) as (committer, _):
        with pytest.raises(LogUnavailable, match=re.escape(str(problem))):
            await append(committer, reading())


async def test_an_unforeseen_fault_stops_nobody_but_the_one_whose_event_meets_it() -> None:
    poison = reading("poison")
    fault = ZeroDivisionError("a bug")
    async with committing(lambda event: fault if event is poison else None) as (committer, _):
        appends = [append(committer, event) for event in (reading(), poison, reading())]
        answers = await asyncio.gather(*appends, return_exceptions=True)
        assert [answers[0], answers[2]] == [[1], [2]]
        assert isinstance(answers[1], LogUnavailable)


@pytest.mark.parametrize(
    "problem", [psycopg.OperationalError("gone"), errors.DiskFull("no space"), LogUnavailable("x")]
)
async def test_a_database_in_trouble_is_not_asked_for_every_append_again(
    problem: Exception,
) -> None:
    async with committing(lambda _: problem) as (committer, writer):
        appends = [append(committer, reading()) for _ in range(10)]
        answers = await asyncio.gather(*appends, return_exceptions=True)
        assert all(isinstance(answer, LogUnavailable) for answer in answers)
        assert writer.batches == [10]
