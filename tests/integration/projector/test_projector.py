"""The projector against a real Postgres: rows follow the log, and nothing drifts."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from events.envelope import Event
from events.eventlog import PostgresEventLog, migrate
from events.identity import Position, Subject, new_id
from events.telemetry import ReadingRecorded
from projections.projection import Projection
from projections.registry import PROJECTIONS
from projections.runtime import Difference, fold_log
from projections.zones import Zones
from services.projector.build import BOUNDARY
from services.projector.errors import Superseded
from services.projector.projector import Projector
from services.projector.reading import ViewReader
from services.projector.rebuilding import rebuild
from services.projector.store import ViewStore
from services.projector.verification import verify

START = datetime(2026, 3, 2, 9, tzinfo=UTC)


def reading(ordinal: int) -> Event:
    device = Subject.of("device", f"env_{ordinal % 7}")
    return Event(
        id=new_id(),
        data=ReadingRecorded(zone=f"room_{ordinal % 3}", channel="temperature", value=ordinal / 8),
        source="/edge/test",
        subject=device,
        time=START + timedelta(seconds=ordinal),
    )


@dataclass
class Hub:
    """A hub's log, its view tables, and a reader of them."""

    log: PostgresEventLog
    store: ViewStore
    reader: ViewReader
    dsn: str

    async def append(self, count: int, first: int = 0) -> None:
        await self.log.append([reading(first + one) for one in range(count)])

    async def projected(self, projections: Sequence[Projection[Any]] = PROJECTIONS) -> Projector:
        """A projector that has taken everything there is."""
        projector = Projector(self.log, self.store)
        await projector.load(projections)
        await self.look_after(projector)
        await self.catch_up(projector)
        return projector

    async def look_after(self, projector: Projector) -> None:
        """What a projector that follows the log does now and then beside it."""
        await projector.build_missing()
        await projector.mend()

    async def catch_up(self, projector: Projector) -> None:
        async for page in self.log.pages(after=projector.position):
            await projector.take(page)


@pytest.fixture
async def office(postgres_url: str, hub: str) -> AsyncIterator[Hub]:
    await migrate(postgres_url, hub)
    log = await PostgresEventLog.connect(postgres_url, hub)
    reader = ViewReader(postgres_url, hub, log)
    async with ViewStore.opened(postgres_url, hub) as store:
        yield Hub(log, store, reader, postgres_url)
    await reader.close()
    await log.close()


async def test_views_live_equal_views_rebuilt(office: Hub) -> None:
    await office.append(40)
    projector = await office.projected()
    await office.append(60, first=40)
    await office.catch_up(projector)
    results = await verify(office.log, office.reader, PROJECTIONS)
    assert [result.difference for result in results] == [None] * len(PROJECTIONS)
    assert {result.position for result in results} == {100}


async def test_each_view_is_compared_at_its_own_position(office: Hub) -> None:
    await office.append(10)
    await office.projected()
    await office.append(10, first=10)
    await office.projected([Zones()])
    results = await verify(office.log, office.reader, PROJECTIONS)
    assert {result.position for result in results if result.view == "zones"} == {20}
    assert {result.position for result in results if result.view != "zones"} == {10}
    assert [result.difference for result in results] == [None] * len(PROJECTIONS)


@pytest.mark.parametrize("changed", ["{}", " %s", "null"])
async def test_a_row_changed_behind_our_back_is_named(office: Hub, changed: str) -> None:
    await office.append(10)
    await office.projected()
    key = "room_0/temperature/env_0"
    before = (await office.reader.stored(Zones())).rows[key]
    forged = changed.replace("%s", before.decode())
    await office.store._connection.execute(
        "UPDATE view_rows SET row = %s::json WHERE key = %s"
        " AND build = (SELECT build FROM views WHERE name = 'zones')",
        [forged, key],
    )
    (result,) = await verify(office.log, office.reader, [Zones()])
    assert result.difference == Difference("zones", key, forged.encode(), before)


async def test_a_restarted_projector_goes_on_where_the_last_one_stopped(office: Hub) -> None:
    await office.append(30)
    await office.projected()
    await office.append(30, first=30)
    await office.projected()
    (result,) = await verify(office.log, office.reader, [Zones()])
    assert (result.position, result.difference) == (60, None)


async def test_a_rebuild_replaces_the_live_build_and_the_old_keeper_notices(office: Hub) -> None:
    await office.append(30)
    projector = await office.projected()
    await rebuild(office.log, office.store, [Zones()])
    await office.append(1, first=30)
    with pytest.raises(Superseded):
        await office.catch_up(projector)
    (result,) = await verify(office.log, office.reader, [Zones()])
    assert result.difference is None


async def test_views_answer_for_every_moment_of_the_past(office: Hub) -> None:
    projector = await office.projected()
    await office.append(BOUNDARY + 300)
    await office.catch_up(projector)
    for position in (1, 299, BOUNDARY - 1, BOUNDARY, BOUNDARY + 1, BOUNDARY + 300):
        expected = await fold_log(Zones(), office.log, until=Position(position))
        past = await office.reader.at(Zones(), Position(position))
        assert past.rows == dict(sorted(expected.rows().items())), position


async def test_a_stream_resumes_with_exactly_what_changed_since(office: Hub) -> None:
    await office.append(20)
    projector = await office.projected()
    before = await office.reader.position(Zones())
    await office.append(1, first=22)
    await office.catch_up(projector)
    [changes] = await office.reader.changes([Zones()], before)
    assert set(changes.rows) == {"room_1/temperature/env_1"}
    assert changes.position == 21


async def test_a_prefix_reads_one_zone_only(office: Hub) -> None:
    await office.append(12)
    await office.projected()
    rows = await office.reader.rows(Zones(), "room_1/")
    assert {row.zone for row in rows.rows.values()} == {"room_1"}
