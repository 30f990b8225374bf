"""Snapshots are a cache: one that nobody can read is as good as none."""

from collections.abc import AsyncIterator

import pytest

from events.eventlog import PostgresEventLog, migrate
from events.identity import START, Position
from projections.projection import State
from projections.timers import Due
from services.snapshots import Snapshot, Snapshots


@pytest.fixture
async def snapshots(postgres_url: str, hub: str) -> AsyncIterator[Snapshots]:
    await migrate(postgres_url, hub)
    log = await PostgresEventLog.connect(postgres_url, hub)
    yield Snapshots(log)
    await log.close()


async def test_a_snapshot_of_rows_of_another_shape_is_passed_over(snapshots: Snapshots) -> None:
    await snapshots.keep([Snapshot("tally", 1, int, State({"env_01": 3}), START)])
    kept = await snapshots.newest(Snapshot("tally", 1, int, State()))
    assert dict(kept.state.rows()) == {"env_01": 3}
    empty = Snapshot("tally", 1, Due, State())
    assert await snapshots.newest(empty) is empty
    assert snapshots.is_due("tally", Position(20_000))
