"""Views of the past, and views while they are rebuilt: always exactly one fold of the log."""

import asyncio
from typing import Any

import pytest

from events.envelope import Recorded
from events.eventlog import EventLog
from events.identity import Position
from projections.devices import Devices
from projections.projection import Projection
from projections.series import HourlySeries
from projections.statistics import LogStatistics
from projections.zones import Zones
from services.projector import build, reading, rebuilding, store, summary
from services.projector.projector import Projector
from services.projector.rebuilding import rebuild
from tests.integration.projector.test_projector import Hub, office
from tests.unit.story import folded

__all__ = ["office"]

BOUNDARY = 20
EVENTS = 90
VIEWS: tuple[Projection[Any], ...] = (Zones(), Devices(), HourlySeries(), LogStatistics())


@pytest.fixture(autouse=True)
def near_boundaries(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (build, store, reading, summary):
        monkeypatch.setattr(module, "BOUNDARY", BOUNDARY)
    monkeypatch.setattr(rebuilding, "SPAN", 2 * BOUNDARY)


@pytest.fixture
async def followed(office: Hub) -> Hub:
    """Views that followed the log in pages of seven, with a new projector for each."""
    await office.projected(VIEWS)
    await office.append(EVENTS)
    async for page in office.log.pages(size=7):
        projector = Projector(office.log, office.store)
        await projector.load(VIEWS)
        await projector.take(page)
    return office


async def assert_past(office: Hub) -> None:
    """At every position each view is what the log said until then."""
    log = await everything(office.log)
    for view in VIEWS:
        for position in range(EVENTS + 1):
            rows = (await office.reader.at(view, Position(position))).rows
            assert rows == folded(view, log[:position]), (view.name, position)


async def everything(log: EventLog) -> list[Recorded]:
    return [event async for page in log.pages() for event in page.events]


async def test_the_past_is_a_fold_from_zero_at_every_position(followed: Hub) -> None:
    await assert_past(followed)


async def test_a_rebuild_answers_for_the_same_past(followed: Hub) -> None:
    await rebuild(followed.log, followed.store, VIEWS)
    await assert_past(followed)


@pytest.mark.parametrize("lost", ["true", "boundary = 40", "boundary <= 40"])
async def test_history_is_a_cache_a_view_without_it_has_the_same_past(
    followed: Hub, lost: str
) -> None:
    await followed.store._connection.execute(f"DELETE FROM view_history WHERE {lost}")
    await assert_past(followed)


async def test_readers_never_see_half_a_build(followed: Hub) -> None:
    log, seen, done = await everything(followed.log), 0, asyncio.Event()

    async def rebuilt() -> None:
        for _ in range(10):
            await rebuild(followed.log, followed.store, VIEWS)
        done.set()

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(rebuilt())
        while not done.is_set():
            for view in VIEWS:
                live = await followed.reader.rows(view)
                assert (live.position, live.rows) == (EVENTS, folded(view, log)), view.name
                seen += 1
    assert seen > 10
