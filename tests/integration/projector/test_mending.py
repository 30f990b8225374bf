"""A view that fails is tried again, then leaves out what fails, and stops for good at the bound."""

from dataclasses import replace
from typing import ClassVar

import pytest

from events.envelope import Event, Recorded
from events.eventlog import Page
from events.eventlog.postgres import admit
from events.identity import Position, Subject, new_id
from events.telemetry import ReadingRecorded
from infra.embedded.postgres import SERVICES, Postgres
from projections.projection import Projection, State
from projections.zones import Zones
from services.projector import mending
from services.projector.errors import FoldFailed
from services.projector.projector import Projector
from services.projector.rebuilding import rebuild
from services.projector.store import ViewStore
from services.projector.verification import verify
from tests.integration.projector.test_projector import START, Hub, office

__all__ = ["office"]


class Tally(Projection[int]):
    """Counts readings by device, and stumbles over some values, for good or a few times."""

    name: ClassVar[str] = "tally"
    handles: ClassVar[frozenset[str]] = frozenset({ReadingRecorded.event_type})
    row: ClassVar[type] = int
    stumbles: ClassVar[dict[float, int]] = {}
    """By value, how many times it still stumbles."""

    def apply(self, state: State[int], event: Recorded) -> None:
        assert isinstance(event.data, ReadingRecorded)
        state.put(event.subject, (state.get(event.subject) or 0) + 1)
        value = event.data.value
        if isinstance(value, float) and self.stumbles.get(value, 0) > 0:
            self.stumbles[value] -= 1
            raise ArithmeticError(f"\x00 {value} is too much")


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mending, "PAUSES_S", (0.0, 0.0))
    monkeypatch.setattr(Tally, "stumbles", {})


def said(*values: tuple[str, float]) -> list[Event]:
    return [
        Event(
            id=new_id(),
            data=ReadingRecorded(zone="main", channel="co2", value=value),
            source="/edge/test",
            subject=Subject.of("device", device),
            time=START,
        )
        for device, value in values
    ]


VIEWS = (Tally(), Zones())


async def told(office: Hub, projector: Projector, *values: tuple[str, float]) -> None:
    """New readings, in one page, and what follows from them."""
    await office.log.append(said(*values))
    await office.catch_up(projector)
    await projector.mend()


async def tally(office: Hub) -> tuple[int, dict[str, int]]:
    rows = await office.reader.rows(Tally())
    return rows.position, {key.partition(":")[2]: count for key, count in rows.rows.items()}


async def parked(office: Hub) -> dict[str, int]:
    build = await office.store.live(Tally())
    assert build is not None
    return {subject.name: position for subject, position in build.parked.items()}


async def test_a_fold_that_fails_for_a_moment_is_tried_again(office: Hub) -> None:
    projector = await office.projected(VIEWS)
    Tally.stumbles[9.0] = 2
    await told(office, projector, ("a", 1.0), ("b", 9.0), ("a", 2.0))
    assert await tally(office) == (3, {"a": 2, "b": 1})
    assert not await parked(office)
    await told(office, projector, ("b", 3.0))
    assert await tally(office) == (4, {"a": 2, "b": 2})


async def test_an_event_that_fails_for_good_is_parked_with_what_follows_for_its_subject(
    office: Hub,
) -> None:
    projector = await office.projected(VIEWS)
    Tally.stumbles[9.0] = 1_000
    await told(office, projector, ("a", 1.0), ("b", 1.0), ("b", 9.0), ("b", 2.0), ("a", 3.0))
    assert await tally(office) == (5, {"a": 2, "b": 1})
    assert await parked(office) == {"b": 3}
    await told(office, projector, ("b", 4.0), ("a", 5.0))
    assert await tally(office) == (7, {"a": 3, "b": 1})
    assert (await office.reader.rows(Zones())).position == 7


async def test_what_is_parked_stays_parked_after_a_restart(office: Hub) -> None:
    Tally.stumbles[9.0] = 1_000
    await told(office, await office.projected(VIEWS), ("b", 9.0), ("a", 1.0))
    Tally.stumbles.clear()
    await told(office, await office.projected(VIEWS), ("b", 2.0), ("a", 3.0))
    assert await tally(office) == (4, {"a": 2})


async def test_a_view_that_failed_holds_up_nobody_while_it_is_not_mended(office: Hub) -> None:
    projector = await office.projected(VIEWS)
    Tally.stumbles[9.0] = 1_000
    for value in (1.0, 9.0, 2.0):
        await office.log.append(said(("a", value)))
        await office.catch_up(projector)
    assert (await office.reader.rows(Zones())).position == 3
    assert (await tally(office))[0] == 1
    await projector.mend()
    assert (await tally(office))[0] == 3


async def test_one_subject_too_many_stops_the_view_which_keeps_its_place(
    office: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mending, "PARKED_LIMIT", 2)
    projector = await office.projected(VIEWS)
    Tally.stumbles[9.0] = 1_000
    await told(office, projector, ("a", 9.0), ("x", 1.0), ("b", 9.0), ("c", 9.0), ("x", 2.0))
    stopped = await office.store.live(Tally())
    assert stopped is not None
    assert stopped.position == 2
    assert stopped.error is not None
    assert "2 parked subjects" in stopped.error
    assert "is too much" in stopped.error
    await told(office, projector, ("x", 3.0))
    assert (await tally(office))[0] == 2
    assert (await office.reader.rows(Zones())).position == 6


async def test_a_view_that_stopped_is_tried_again_by_the_next_process(
    office: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mending, "PARKED_LIMIT", 0)
    Tally.stumbles[9.0] = 1_000
    await told(office, await office.projected(VIEWS), ("a", 9.0), ("b", 1.0))
    assert await tally(office) == (0, {})
    Tally.stumbles.clear()
    await told(office, await office.projected(VIEWS), ("b", 2.0))
    mended = await office.store.live(Tally())
    assert mended is not None
    assert (mended.error, mended.position) == (None, 3)
    assert await tally(office) == (3, {"a": 1, "b": 2})


async def test_a_rebuild_is_strict_and_clears_what_was_parked(office: Hub) -> None:
    projector = await office.projected(VIEWS)
    Tally.stumbles[9.0] = 1_000
    await told(office, projector, ("a", 9.0), ("b", 1.0))
    with pytest.raises(FoldFailed, match="tally cannot fold what follows position 0"):
        await rebuild(office.log, office.store, VIEWS)
    assert await parked(office) == {"a": 1}
    Tally.stumbles.clear()
    await rebuild(office.log, office.store, [Tally()])
    assert not await parked(office)
    assert await tally(office) == (2, {"a": 1, "b": 1})


async def test_a_stopped_view_that_somebody_rebuilt_is_followed_again(
    office: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mending, "PARKED_LIMIT", 0)
    projector = await office.projected(VIEWS)
    Tally.stumbles[9.0] = 1_000
    await told(office, projector, ("a", 9.0))
    Tally.stumbles.clear()
    await rebuild(office.log, office.store, [Tally()])
    await told(office, projector, ("a", 1.0), ("b", 1.0))
    await told(office, projector, ("b", 2.0))
    assert await tally(office) == (4, {"a": 2, "b": 2})


async def test_a_comparison_leaves_out_what_is_parked_and_says_so(office: Hub) -> None:
    projector = await office.projected(VIEWS)
    Tally.stumbles[9.0] = 1_000
    await told(office, projector, ("a", 1.0), ("a", 9.0), ("b", 1.0), ("a", 2.0))
    tally_, zones = await verify(office.log, office.reader, VIEWS)
    assert (tally_.position, tally_.parked, tally_.equal, tally_.ok) == (4, 1, True, False)
    assert zones.ok


async def test_a_comparison_whose_fold_fails_says_so_and_compares_the_others(office: Hub) -> None:
    await told(office, await office.projected(VIEWS), ("a", 9.0))
    Tally.stumbles[9.0] = 1
    tally_, zones = await verify(office.log, office.reader, VIEWS)
    assert (tally_.failure, tally_.ok) == ("ArithmeticError: \\0 9.0 is too much", False)
    assert zones.ok


async def test_the_past_of_a_view_leaves_out_what_is_parked(office: Hub) -> None:
    projector = await office.projected(VIEWS)
    Tally.stumbles[9.0] = 1_000
    await told(office, projector, ("a", 1.0), ("a", 9.0), ("b", 1.0), ("a", 2.0))
    past = [(await office.reader.at(Tally(), Position(at))).rows for at in range(5)]
    assert [rows.get("device:a", 0) for rows in past] == [0, 1, 1, 1, 1]


@pytest.mark.parametrize("size", [1, 3, 100])
async def test_what_is_parked_does_not_depend_on_the_pages(
    office: Hub, size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    projector = await office.projected(VIEWS)
    Tally.stumbles[9.0] = 1_000_000
    await office.log.append(
        said(*[("abcde"[n % 5], 9.0 if n in {7, 13} else 1.0) for n in range(30)])
    )
    async for page in office.log.pages(size=size):
        await projector.take(Page(page.events, page.position))
        if page.position % 2:
            await projector.mend()
    await projector.mend()
    assert await parked(office) == {"c": 8, "d": 14}
    assert await tally(office) == (30, {"a": 6, "b": 6, "c": 1, "d": 2, "e": 6})


async def test_the_application_role_may_park(office: Hub, postgres: Postgres) -> None:
    await admit(postgres.url, office.log.hub, SERVICES)
    Tally.stumbles[9.0] = 1_000
    async with ViewStore.opened(postgres.services_url, office.log.hub) as store:
        projector = await replace(office, store=store).projected(VIEWS)
        await told(office, projector, ("b", 9.0), ("a", 1.0))
    assert await parked(office) == {"b": 1}


async def test_the_past_of_a_view_that_is_made_of_sums_leaves_out_what_is_parked(
    office: Hub,
) -> None:
    await office.log.append(said(("a", 1.0), ("b", 2.0), ("a", 3.0)))
    await office.projected([Zones()])
    zones = await office.store.live(Zones())
    assert zones is not None
    await office.store.park(zones, Subject("device:a"), Position(2), "no")
    past = (await office.reader.at(Zones(), Position(3))).rows
    assert {row.device: row.value for row in past.values()} == {"a": 1.0, "b": 2.0}
