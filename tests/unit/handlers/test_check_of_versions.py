"""A check of a log in which a reactor was upgraded: what the other version did is not judged."""

from typing import ClassVar

import pytest

from events.envelope import Draft, Event, Recorded
from events.eventlog import Checkpoint, MemoryEventLog
from events.identity import Subject, new_id
from events.telemetry import ReadingRecorded
from events.zones import DoorOpened
from handlers.reactor import Reactor
from handlers.replay.check import check, checkpoint_name
from handlers.replay.report import Report
from projections.projection import State
from services.reactor.decisions import Decisions
from tests.unit.story import START


class Doorman(Reactor[int]):
    """Opens the door at some of the readings."""

    name: ClassVar[str] = "doorman"
    handles: ClassVar[frozenset[str]] = frozenset({ReadingRecorded.event_type})
    row: ClassVar[type] = int
    at: ClassVar[tuple[int, ...]] = (1,)

    def step(self, state: State[int], event: Recorded) -> list[Draft]:
        count = (state.get("count") or 0) + 1
        state.put("count", count)
        door = Draft(DoorOpened(zone="main", device="door"), Subject.of("zone", "main"))
        return [door] if count in self.at else []


class Keener(Doorman):
    version: ClassVar[int] = 2
    at: ClassVar[tuple[int, ...]] = (1, 4, 8, 10)


class Forgetful(Keener):
    """Says that it is the same version, and leaves out a door."""

    at: ClassVar[tuple[int, ...]] = (1, 8, 10)


async def lived(log: MemoryEventLog, reactor: Doorman, readings: int) -> None:
    """The reactor decides about so many new readings, and keeps its place."""
    await log.append([reading() for _ in range(readings)])
    decisions = Decisions(log, [reactor])
    await decisions.load()
    async for page in log.pages():
        await decisions.take(page)
    reached = Checkpoint(checkpoint_name(reactor), (await log.head()).position)
    await log.store_checkpoint(reached)


def reading() -> Event:
    data = ReadingRecorded(zone="main", channel="door", value=1)
    device = Subject.of("device", "door")
    return Event(id=new_id(), data=data, source="/edge/test", subject=device, time=START)


def kinds(report: Report) -> list[str]:
    return [one.kind for one in report.kept]


@pytest.mark.parametrize("code", [Doorman(), Keener()], ids=["old code", "new code"])
async def test_an_upgrade_is_no_divergence_for_the_old_code_or_the_new(code: Doorman) -> None:
    log = MemoryEventLog()
    await lived(log, Doorman(), 5)
    await lived(log, Keener(), 5)
    report = await check(log, [code])
    assert kinds(report) == []
    assert report.checked + report.other_version == 3


async def test_a_new_version_that_has_decided_nothing_yet_misses_nothing() -> None:
    log = MemoryEventLog()
    await lived(log, Doorman(), 5)
    assert kinds(await check(log, [Keener()])) == []


async def test_what_a_version_left_out_after_it_took_over_is_missing() -> None:
    log = MemoryEventLog()
    await lived(log, Doorman(), 5)
    await lived(log, Keener(), 3)
    await lived(log, Forgetful(), 3)
    assert kinds(await check(log, [Keener()])) == []
    log = MemoryEventLog()
    await lived(log, Forgetful(), 10)
    assert kinds(await check(log, [Keener()])) == ["missing"]
