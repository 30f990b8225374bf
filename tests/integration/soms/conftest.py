"""A hub with some events, found by the commands through the environment."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from events.envelope import Event, Recorded
from events.eventlog import PostgresEventLog, migrate
from events.identity import Subject, new_id
from events.tasks import Expired
from tests.integration.soms.history import KEY, fill, history

EVENTS = 8


@pytest.fixture(autouse=True)
def _in_an_empty_folder(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, postgres_url: str, hub: str
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", postgres_url)
    monkeypatch.setenv("SOMS_HUB", hub)


@pytest.fixture
def filled_hub(postgres_url: str, hub: str) -> str:
    """The name of a hub that holds `EVENTS` events."""
    asyncio.run(_fill(postgres_url, hub))
    return hub


@pytest.fixture
def books(postgres_url: str, hub: str, tmp_path: Path) -> Sequence[Recorded]:
    """A hub with a history, its views, one signed head, and the key beside."""
    asyncio.run(fill(postgres_url, hub, history()))
    (tmp_path / "signing.pub").write_text(f"{KEY.verifier}\n")
    return history()


async def _fill(url: str, hub: str) -> None:
    await migrate(url, hub)
    log = await PostgresEventLog.connect(url, hub)
    await log.append([_expired(task) for task in range(1, EVENTS + 1)])
    await log.close()


def _expired(task: int) -> Event:
    return Event(
        id=new_id(),
        data=Expired(task=task),
        source="/test",
        subject=Subject.of("task", task),
        time=datetime(2026, 3, 2, 9, tzinfo=UTC) + timedelta(minutes=task),
    )
