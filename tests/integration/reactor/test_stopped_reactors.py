"""A reactor that stopped: it says so beside the log, loses no decision, and goes on once mended."""

from collections.abc import AsyncIterator, Sequence
from typing import Any, ClassVar

import pytest

from events.envelope import Draft, Event, Recorded
from events.eventlog import PostgresEventLog
from events.eventlog.postgres import admit
from events.identity import Subject
from events.telemetry import ReadingRecorded
from events.zones import DoorOpened
from handlers.reactor import Reactor
from infra.embedded.postgres import SERVICES, Postgres
from projections.projection import State
from services import snapshots
from services.reactor.decisions import Decisions
from services.reactor.snapshots import ReactorSnapshots
from services.reactor.stops import Stops
from services.snapshots import Snapshots
from tests.integration.eventlog.conftest import opened
from tests.unit.handlers.test_check_of_versions import reading


class Opens(Reactor[int]):
    """Opens a door at every reading, and stumbles at some."""

    name: ClassVar[str] = "opens"
    handles: ClassVar[frozenset[str]] = frozenset({ReadingRecorded.event_type})
    row: ClassVar[type] = int

    def __init__(self, *stumbles: int) -> None:
        self._stumbles = stumbles

    def step(self, state: State[int], event: Recorded) -> list[Draft]:
        if event.position in self._stumbles:
            raise ArithmeticError(f"\x00 at {event.position}")
        state.put("count", (state.get("count") or 0) + 1)
        return [Draft(DoorOpened(zone="main", device="door"), Subject.of("zone", "main"))]


class Other(Opens):
    name: ClassVar[str] = "other"


@pytest.fixture
async def log(
    postgres_url: str, hub: str, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[PostgresEventLog]:
    monkeypatch.setattr(snapshots, "EVERY", 1)
    async with opened(postgres_url, hub) as log:
        yield log


async def decided(log: PostgresEventLog, *reactors: Reactor[Any], size: int = 5) -> Decisions:
    decisions = Decisions(log, reactors, ReactorSnapshots(Snapshots(log)), Stops(log))
    await decisions.load()
    async for page in log.pages(size=size):
        await decisions.take(page)
    return decisions


async def causes(log: PostgresEventLog, handler: str) -> Sequence[int]:
    events = [event async for page in log.pages() for event in page.events]
    positions = {event.id: event.position for event in events}
    decided = [e for e in events if e.source.startswith(f"/handlers/{handler}/")]
    return [positions[e.causation_id] for e in decided if e.causation_id is not None]


def readings(count: int) -> list[Event]:
    return [reading() for _ in range(count)]


async def test_a_reactor_that_stopped_says_why_and_holds_up_no_other(log: PostgresEventLog) -> None:
    await log.append(readings(10))
    await decided(log, Opens(8), Other())
    (name, stop), *others = (await Stops(log).noted()).items()
    assert (name, stop.position, stop.reason) == ("opens", 10, "ArithmeticError: \\0 at 8")
    assert not others
    assert len(await causes(log, "other")) == 10


async def test_a_reactor_that_is_mended_decides_what_it_missed(log: PostgresEventLog) -> None:
    await log.append(readings(10))
    await decided(log, Opens(8))
    assert await causes(log, "opens") == [1, 2, 3, 4, 5]
    await decided(log, Opens(8), size=3)
    assert set(await Stops(log).noted()) == {"opens"}
    await decided(log, Opens())
    assert await causes(log, "opens") == list(range(1, 11))
    assert not await Stops(log).noted()


async def test_decisions_that_the_log_refuses_are_in_no_snapshot(log: PostgresEventLog) -> None:
    await log.append(readings(10))
    await decided(log, Opens(), size=5)
    async with log.connection() as connection:
        await connection.execute("UPDATE checkpoints SET position = 5 WHERE name = 'reactor/opens'")

    class Changed(Opens):
        """Decides otherwise under the same version."""

        def step(self, state: State[int], event: Recorded) -> list[Draft]:
            super().step(state, event)
            return [Draft(DoorOpened(zone="lab", device="door"), Subject.of("zone", "lab"))]

    for _ in range(2):
        decisions = await decided(log, Changed(), size=5)
        assert decisions.courses[0].failure is not None
        assert await log.checkpoint("reactor/opens") == 5
    assert (await Stops(log).noted())["opens"].reason.startswith("EventIdConflict")


async def test_the_application_role_notes_a_stop_and_forgets_it(
    log: PostgresEventLog, postgres: Postgres
) -> None:
    await admit(postgres.url, log.hub, SERVICES)
    await log.append(readings(3))
    services_log = await PostgresEventLog.connect(postgres.services_url, log.hub)
    await decided(services_log, Opens(2))
    assert await Stops(log).noted()
    await decided(services_log, Opens())
    assert not await Stops(log).noted()
    await services_log.close()
