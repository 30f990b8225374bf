"""A full disk: a clear error, nothing half-done, and everything goes on once there is room."""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest

from events.envelope import Event
from events.errors import LogUnavailable
from events.eventlog import PostgresEventLog
from infra.embedded.ports import free_port
from infra.embedded.postgres import Postgres
from services.waiting import patiently
from tests.fault.findings import assert_verifies, eventually, recorded
from tests.fault.mishaps import started
from tests.fault.parts import HUB, prepare, reachable_folder
from tests.unit.publisher.parts import readings

DISK = "120m"
BATCH = 500
BATCHES_LIMIT = 1_000
"""Many more than fit on the disk."""


@pytest.fixture
def disk() -> Iterator[Path]:
    """A small file system of its own."""
    folder = reachable_folder()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={DISK},mode=755", "tmpfs", str(folder)]
    refused: str | None = "there is no mount on this machine"
    with suppress(FileNotFoundError):
        done = subprocess.run(mount, capture_output=True, text=True, check=False)
        refused = done.stderr.strip() if done.returncode else None
    if refused is not None:
        folder.rmdir()
        pytest.skip(f"a small file system cannot be mounted: {refused}")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)
    folder.rmdir()


@pytest.fixture
def database(disk: Path) -> Iterator[Postgres]:
    server = Postgres(disk, free_port())
    yield server
    server.kill()


@pytest.mark.parametrize(
    "room",
    [
        pytest.param(0, id="for-tables"),
        pytest.param(8 * 1024 * 1024, id="for-the-wal", marks=pytest.mark.slow),
    ],
)
async def test_an_append_that_finds_no_room_fails_clearly_and_all_goes_on_once_there_is(
    disk: Path, database: Postgres, room: int
) -> None:
    """Without room for tables Postgres refuses; without room for its own log it ends itself."""
    await prepare(database)
    ballast = disk / "ballast"
    log = await PostgresEventLog.connect(database.url, HUB)
    try:
        await log.append(readings(BATCH))
        _fill(ballast, leave=room)
        taken, refused, reason = await _append_until_refused(log)
        print("refused after", taken, "batches:", reason)
        assert "No space left on device" in reason, f"the error is not clear: {reason}"
        ballast.unlink()
        await _come_back(database)
        await _assert_only(log, (1 + taken) * BATCH)
        await patiently(lambda: log.append(refused))
        await _assert_only(log, (2 + taken) * BATCH)
    finally:
        await log.close()


async def _append_until_refused(log: PostgresEventLog) -> tuple[int, list[Event], str]:
    """How many batches were taken, which was refused, and why."""
    for taken in range(BATCHES_LIMIT):
        batch = readings(BATCH)
        try:
            await log.append(batch)
        except LogUnavailable as error:
            return taken, batch, str(error)
    raise AssertionError("the disk never became full")


async def _come_back(database: Postgres) -> None:
    """What a supervisor does: start it again if it has ended, or is about to."""

    async def answers() -> bool:
        if not database.running:
            await started(database)
        with suppress(psycopg.OperationalError):
            psycopg.connect(database.url).close()
            return database.running
        return False

    await eventually("the database answers again", answers)


async def _assert_only(log: PostgresEventLog, count: int) -> None:
    events = await recorded(log)
    assert len(events) == count, f"{len(events)} events, where {count} were appended"
    await assert_verifies(log)


def _fill(ballast: Path, leave: int) -> None:
    """Take all of the disk but so many bytes."""
    with ballast.open("wb") as file:
        file.write(bytes(max(0, shutil.disk_usage(ballast.parent).free - leave)))
