"""A reactor's new version over decisions of an old one: nothing stops it or is decided twice."""

from typing import ClassVar

from events.envelope import Draft, Recorded
from events.eventlog import Checkpoint, MemoryEventLog
from events.identity import Position, Subject
from events.telemetry import ReadingRecorded
from events.zones import DoorOpened
from handlers.reactor import Reactor
from handlers.replay.check import check
from projections.projection import State
from services.reactor.decisions import Decisions
from tests.unit.handlers.test_check_of_versions import reading


class Opens(Reactor[int]):
    """Opens a door at every reading."""

    name: ClassVar[str] = "opens"
    handles: ClassVar[frozenset[str]] = frozenset({ReadingRecorded.event_type})
    row: ClassVar[type] = int
    zone: ClassVar[str] = "old"

    def step(self, state: State[int], event: Recorded) -> list[Draft]:
        door = DoorOpened(zone=self.zone, device="door")
        return [Draft(door, Subject.of("zone", self.zone))]


class OpensAnew(Opens):
    version: ClassVar[int] = 2
    zone: ClassVar[str] = "new"


class Stranger(Opens):
    """Has another name in the log than in its ids, as nothing of ours would."""

    zone: ClassVar[str] = "strange"


async def decided(log: MemoryEventLog, reactor: Reactor[int]) -> Decisions:
    decisions = Decisions(log, [reactor])
    await decisions.load()
    async for page in log.pages():
        await decisions.take(page)
    return decisions


async def decisions_in(log: MemoryEventLog) -> list[tuple[int, str]]:
    """What was decided about which cause."""
    page = await anext(log.pages())
    causes = {event.id: event.position for event in page.events}
    return [(causes[e.causation_id], e.source) for e in page.events if e.causation_id is not None]


async def old_log() -> MemoryEventLog:
    log = MemoryEventLog()
    await log.append([reading() for _ in range(3)])
    await decided(log, Opens())
    return log


async def imported(log: MemoryEventLog) -> MemoryEventLog:
    """The same log on another machine; checkpoints are not exported."""
    other = MemoryEventLog()
    await other.append_verbatim((await anext(log.pages())).events)
    return other


async def test_in_an_imported_log_a_new_version_decides_only_what_came_after() -> None:
    log = await imported(await old_log())
    await log.append([reading()])
    decisions = await decided(log, OpensAnew())
    assert decisions.courses[0].failure is None
    old, new = "/handlers/opens/1", "/handlers/opens/2"
    assert await decisions_in(log) == [(1, old), (2, old), (3, old), (7, new)]
    assert await log.checkpoint("reactor/opens") == 7
    report = await check(log, [OpensAnew()])
    assert (report.divergences, report.other_version, report.checked) == (0, 3, 1)


async def test_what_another_version_decided_about_a_cause_stands() -> None:
    log = await imported(await old_log())
    await log.append([reading()])
    await log.store_checkpoint(Checkpoint("reactor/opens", Position(1)))
    decisions = await decided(log, OpensAnew())
    assert decisions.courses[0].failure is None
    assert [cause for cause, _ in await decisions_in(log)] == [1, 2, 3, 7]
    assert await log.checkpoint("reactor/opens") == 7


async def test_another_body_of_the_same_version_is_a_failure() -> None:
    log = await imported(await old_log())
    await log.store_checkpoint(Checkpoint("reactor/opens", Position(1)))
    (course,) = (await decided(log, Stranger())).courses
    assert course.failure is not None
    assert course.failure.startswith("EventIdConflict")
    assert await log.checkpoint("reactor/opens") == 1
