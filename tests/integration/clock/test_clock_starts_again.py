"""A clock that is started again begins at its snapshot, and knows what one from zero knows."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from events.eventlog import PostgresEventLog
from services import snapshots
from services.clock.clock import Clock
from services.clock.snapshots import ClockSnapshots
from services.snapshots import Snapshots
from tests.integration.eventlog.conftest import opened
from tests.unit.clock.test_clock import heard


@pytest.fixture
async def log(postgres_url: str, hub: str) -> AsyncIterator[PostgresEventLog]:
    async with opened(postgres_url, hub) as log:
        yield log


NOW = datetime(2100, 1, 1, tzinfo=UTC)


async def started(log: PostgresEventLog) -> Clock:
    clock = Clock(log, lambda: NOW, ClockSnapshots(Snapshots(log)))
    await clock.load()
    return clock


async def caught_up(clock: Clock, log: PostgresEventLog) -> Clock:
    async for page in log.pages(after=clock.position):
        await clock.go_on(page)
    return clock


async def test_a_clock_begins_at_its_snapshot(
    log: PostgresEventLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(snapshots, "EVERY", 10)
    await log.append([heard(f"env_{n % 7}", n + n % 2) for n in range(25)])
    await caught_up(await started(log), log)
    await log.append([heard("env_8")])
    again = await started(log)
    assert again.position == 25
    whole = await caught_up(Clock(log, lambda: NOW), log)
    assert (await caught_up(again, log)).armed() == whole.armed() != []


async def test_a_snapshot_of_another_version_or_half_of_one_is_not_used(
    log: PostgresEventLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(snapshots, "EVERY", 10)
    await log.append([heard(f"env_{n}", 2) for n in range(25)])
    await caught_up(await started(log), log)
    async with log.connection() as connection:
        await connection.execute("DELETE FROM snapshots WHERE name = 'clock/receipts'")
    assert (await started(log)).position == 0
