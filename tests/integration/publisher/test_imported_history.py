"""An imported history is not told again, nor done again; what the hub has yet to say itself is."""

from collections.abc import AsyncIterator

import pytest

from events.eventlog import Checkpoint, MemoryEventLog, PostgresEventLog
from events.eventlog.portable import InvalidArchive, export
from events.identity import Position
from services.commander.commander import NAME as COMMANDER
from services.publisher.publisher import NAME
from services.soms.importing import import_history
from tests.integration.eventlog.conftest import opened
from tests.unit.handlers.test_check_of_versions import reading


@pytest.fixture
async def log(postgres_url: str, hub: str) -> AsyncIterator[PostgresEventLog]:
    async with opened(postgres_url, hub) as log:
        yield log


async def exported(events: int) -> list[bytes]:
    source = MemoryEventLog()
    await source.append([reading() for _ in range(events)])
    return [line async for line in export(source)]


async def test_the_publisher_begins_behind_what_was_imported(log: PostgresEventLog) -> None:
    await import_history(log, await exported(5))
    assert await log.checkpoint(NAME) == 5


async def test_an_import_that_is_run_again_is_not_published_either(log: PostgresEventLog) -> None:
    lines = await exported(5_000)
    with pytest.raises(InvalidArchive):
        await import_history(log, lines[:4_500])
    assert await log.checkpoint(NAME) == (await log.head()).position == 4_000
    await import_history(log, lines)
    assert await log.checkpoint(NAME) == 5_000


async def test_what_the_hub_has_yet_to_publish_is_not_passed_over(log: PostgresEventLog) -> None:
    lines = await exported(5)
    await import_history(log, lines)
    await log.store_checkpoint(Checkpoint(NAME, Position(3)))
    await import_history(log, lines)
    assert await log.checkpoint(NAME) == 3


async def test_the_commander_sends_nothing_of_what_was_imported(log: PostgresEventLog) -> None:
    lines = await exported(5_000)
    with pytest.raises(InvalidArchive):
        await import_history(log, lines[:4_500])
    assert await log.checkpoint(COMMANDER) == 4_000
    await log.store_checkpoint(Checkpoint(NAME, Position(3)))
    await import_history(log, lines)
    assert await log.checkpoint(COMMANDER) == 5_000
