"""A view as it was cannot be had of a time that has not been."""

from datetime import UTC, datetime, timedelta

import pytest
import typer

from events.eventlog import MemoryEventLog
from services.soms.moments import past_position
from tests.integration.eventlog.examples import readings

TOMORROW = (datetime.now(UTC) + timedelta(days=1)).isoformat()


@pytest.fixture
async def log() -> MemoryEventLog:
    log = MemoryEventLog("office")
    await log.append(readings(3))
    return log


@pytest.mark.parametrize("when", ["4", TOMORROW], ids=["position", "time"])
async def test_a_moment_yet_to_come_is_bad_usage(log: MemoryEventLog, when: str) -> None:
    with pytest.raises(typer.BadParameter, match="--when: "):
        await past_position(log, "--when", when)


async def test_every_moment_that_was_has_a_position(log: MemoryEventLog) -> None:
    now = datetime.now(UTC).isoformat()
    assert [await past_position(log, "--when", when) for when in ("0", "3", now)] == [0, 3, 3]
