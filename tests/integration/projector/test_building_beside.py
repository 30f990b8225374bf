"""A new view is built beside the live ones and joins them; one that cannot be built says why."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from functools import partial
from typing import Any, ClassVar

import pytest

from events.envelope import Recorded
from events.telemetry import ReadingRecorded
from projections.devices import Devices
from projections.projection import Projection, State
from projections.zones import Zones
from services.projector import mending, projector, rebuilding
from services.projector.errors import FoldFailed, ViewNotBuilt
from services.projector.projector import Projector
from services.projector.rebuilding import rebuild
from services.projector.verification import verify
from services.soms import project_commands
from services.soms.location import Location
from tests.fault.findings import eventually
from tests.integration.projector.test_projector import Hub, office

__all__ = ["office"]


class Hopeless(Projection[int]):
    """Fails at the third reading."""

    name: ClassVar[str] = "hopeless"
    handles: ClassVar[frozenset[str]] = frozenset({ReadingRecorded.event_type})
    row: ClassVar[type] = int

    def apply(self, state: State[int], event: Recorded) -> None:
        if event.position == 3:
            raise ArithmeticError("three is too many")
        state.put("last", event.position)


class Mended(Hopeless):
    def apply(self, state: State[int], event: Recorded) -> None:
        state.put("last", event.position)


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mending, "PAUSES_S", (0.0,))
    monkeypatch.setattr(projector, "LOOK_EVERY_S", 0.01)


@asynccontextmanager
async def following(office: Hub, *views: Projection[Any]) -> AsyncIterator[Projector]:
    projector = Projector(office.log, office.store)
    await projector.load(views)
    task = asyncio.create_task(projector.follow())
    yield projector
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


async def reached(office: Hub, view: Projection[Any], position: int) -> None:
    await eventually(f"{view.name} is at {position}", partial(is_at, office, view, position))


async def is_at(office: Hub, view: Projection[Any], position: int) -> bool:
    try:
        return await office.reader.position(view) >= position
    except ViewNotBuilt:
        return False


async def states(office: Hub) -> dict[str, tuple[str, str | None]]:
    rows = await project_commands._status(Location(office.dsn, office.log.hub))
    return {row["name"]: (row["status"], row["error"]) for row in rows}


async def test_a_new_view_holds_up_no_live_one_while_it_is_built(
    office: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    await office.append(5)
    await office.projected([Zones()])
    may_go_on, spans = asyncio.Event(), rebuilding._spans

    async def held_up(*given: Any) -> AsyncIterator[Any]:
        await may_go_on.wait()
        async for one in spans(*given):
            yield one

    monkeypatch.setattr(rebuilding, "_spans", held_up)
    async with following(office, Zones(), Devices()):
        await office.append(5, first=5)
        await reached(office, Zones(), 10)
        assert not await is_at(office, Devices(), 0)
        may_go_on.set()
        await reached(office, Devices(), 10)
        await office.append(5, first=10)
        await reached(office, Devices(), 15)
        await reached(office, Zones(), 15)
    assert all(one.ok for one in await verify(office.log, office.reader, [Zones(), Devices()]))


async def test_a_view_that_cannot_be_built_says_why_and_holds_up_nobody(office: Hub) -> None:
    await office.append(5)
    async with following(office, Hopeless(), Zones()):
        await office.append(1, first=5)
        await reached(office, Zones(), 6)
        told = await states(office)
    assert told["zones"] == ("live", None)
    status, error = told["hopeless"]
    assert status == "building"
    assert error is not None
    assert "ArithmeticError: three is too many" in error


async def test_a_view_that_could_not_be_built_is_followed_once_somebody_built_it(
    office: Hub,
) -> None:
    await office.append(5)
    async with following(office, Hopeless(), Zones()):
        async with office.store.another() as beside:
            await rebuild(office.log, beside, [Mended()])
        await office.append(1, first=5)
        await reached(office, Mended(), 6)
    assert (await states(office))["hopeless"] == ("live", None)


async def test_a_rebuild_that_fails_says_why_and_leaves_the_live_view_alone(office: Hub) -> None:
    await office.append(2)
    await office.projected([Hopeless(), Zones()])
    await office.append(2, first=2)
    with pytest.raises(FoldFailed, match="three is too many"):
        await rebuild(office.log, office.store, [Zones(), Hopeless()])
    rows = await project_commands._status(Location(office.dsn, office.log.hub))
    errors = {(row["name"], row["status"]): row["error"] for row in rows}
    assert errors == {("zones", "live"): None, ("hopeless", "live"): None}


async def test_what_happens_between_a_build_and_its_joining_is_not_lost(office: Hub) -> None:
    await office.append(5)
    await office.projected([Zones()])
    projector = Projector(office.log, office.store)
    await projector.load([Zones(), Devices()])
    await projector.build_missing()
    await office.append(5, first=5)
    await office.catch_up(projector)
    await projector.mend()
    results = await verify(office.log, office.reader, [Zones(), Devices()])
    assert [(one.position, one.ok) for one in results] == [(10, True), (10, True)]
