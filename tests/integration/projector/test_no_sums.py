"""What Postgres cannot add up is folded; a damaged log stops new builds, and nobody else."""

from typing import Any, LiteralString

import pytest

from events.errors import LogDamaged
from events.identity import Position
from projections.projection import Projection
from projections.series import HourlySeries
from projections.zones import Zones
from services.projector import statements
from services.projector.projector import Projector
from services.projector.rebuilding import rebuild
from tests.integration.projector.test_looking_back import everything
from tests.integration.projector.test_projector import Hub, office
from tests.unit.story import folded

__all__ = ["office"]

VIEWS: tuple[Projection[Any], ...] = (Zones(), HourlySeries())
UNREADABLE: LiteralString = "SELECT 'no number'::integer WHERE %(after)s < %(until)s + %(stretch)s"


@pytest.fixture
def no_sums(monkeypatch: pytest.MonkeyPatch) -> None:
    """As when a text in the data holds what Postgres cannot read back."""
    monkeypatch.setattr(statements, "READINGS_SUMMED", UNREADABLE)


@pytest.mark.usefixtures("no_sums")
async def test_what_cannot_be_added_up_is_folded(office: Hub) -> None:
    await office.append(50)
    await rebuild(office.log, office.store, VIEWS)
    log = await everything(office.log)
    for view in VIEWS:
        assert (await office.reader.rows(view)).rows == folded(view, log)


@pytest.mark.usefixtures("no_sums")
async def test_the_past_needs_no_sums(office: Hub) -> None:
    await office.append(50)
    await rebuild(office.log, office.store, VIEWS)
    log = await everything(office.log)
    for view in VIEWS:
        assert (await office.reader.at(view, Position(30))).rows == folded(view, log[:30])


async def lose(office: Hub, position: int) -> None:
    async with office.log.connection() as connection:
        await connection.execute("SET session_replication_role = replica")
        await connection.execute("DELETE FROM events WHERE position = %s", [position])
        await connection.execute("RESET session_replication_role")


async def test_a_view_that_a_damaged_log_cannot_build_says_so_and_holds_up_nobody(
    office: Hub,
) -> None:
    await office.append(20)
    await rebuild(office.log, office.store, VIEWS[:1])
    await lose(office, 7)
    projector = Projector(office.log, office.store)
    await projector.load(VIEWS)
    await projector.build_missing()
    await office.append(5, first=20)
    async for page in office.log.pages(after=projector.position):
        await projector.take(page)
    assert (await office.reader.rows(VIEWS[0])).position == 25
    stopped = (await office.reader.amiss()).stopped
    assert list(stopped) == ["hourly"]
    assert "damaged at position 7" in stopped["hourly"]


async def test_a_rebuild_that_fails_leaves_no_trace_beside_the_live_view(office: Hub) -> None:
    await office.append(20)
    await rebuild(office.log, office.store, VIEWS)
    await lose(office, 7)
    with pytest.raises(LogDamaged):
        await rebuild(office.log, office.store, VIEWS)
    assert not (await office.reader.amiss()).stopped
    assert (await office.reader.rows(VIEWS[0])).position == 20


async def test_history_with_more_boundaries_than_are_needed_serves_as_well(office: Hub) -> None:
    """As one has it that was kept every 5,000 positions."""
    await office.append(30)
    projector = await office.projected(VIEWS)
    assert projector.position == 30
    boundary, kept = 10_000, "INSERT INTO view_history SELECT build, '', %s, NULL FROM views"
    for finer in (boundary // 2, boundary):
        await office.store._connection.execute(kept, [finer])
    found = await office.store._connection.execute(
        statements.BOUNDARIES_KEPT,
        {"build": 1, "mark": "", "boundary": boundary, "every": boundary},
    )
    assert await found.fetchone() == (1,)
