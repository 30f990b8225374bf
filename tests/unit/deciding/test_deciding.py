"""Commands become events, in turn and together; what they rest on may not change meanwhile."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import pytest

from events.envelope import Draft, Event, Recorded
from events.errors import InvalidCloudEvent, LogUnavailable
from events.eventlog import MemoryEventLog
from events.eventlog.prepared import Prepared
from events.identity import Position, Subject, new_id
from events.query import Condition
from events.telemetry import ReadingRecorded
from handlers.decider import Decision, Given, Known, Refused
from handlers.replay.check import Check
from services.deciding import Deciding, Origin
from tests.unit.deciding.jar import JARS, JarDecider
from tests.unit.story import START


@asynccontextmanager
async def deciding(
    log: MemoryEventLog, decider: JarDecider | None = None
) -> AsyncIterator[Deciding]:
    jar = Deciding(log, decider or JarDecider())
    await jar.load()
    running = asyncio.create_task(jar.run())
    try:
        yield jar
    finally:
        running.cancel()
        await asyncio.wait([running])


def add(jar: Deciding, sweets: int, name: str = "main", **more: Any) -> "asyncio.Task[Any]":
    return asyncio.create_task(jar.give("add", {"jar": name, "sweets": sweets}, **more))


def told(sweets: int, name: str = "main") -> Event:
    """Somebody else fills a jar, or takes from it."""
    subject = Subject.of("zone", name)
    data = ReadingRecorded(zone=name, channel="sweets", value=sweets)
    return Event(id=new_id(), data=data, source="/edge/hand", subject=subject, time=START)


def value_of(event: Recorded) -> object:
    assert isinstance(event.data, ReadingRecorded)
    return event.data.value


async def sum_of(log: MemoryEventLog) -> list[object]:
    return [value_of(event) for event in log.after(Position(0))]


async def test_a_command_becomes_an_event_and_is_answered_with_it() -> None:
    log = MemoryEventLog()
    async with deciding(log) as jar:
        recorded = await add(jar, 5)
    assert (recorded.position, recorded.data.value) == (1, 5)
    assert await log.get(recorded.id) == recorded


async def test_commands_that_arrive_together_see_each_other() -> None:
    log = MemoryEventLog()
    await log.append([told(10)])
    async with deciding(log) as jar:
        answers = await asyncio.gather(*(add(jar, -3) for _ in range(5)), return_exceptions=True)
    assert [type(answer) for answer in answers[3:]] == [Refused, Refused]
    assert await sum_of(log) == [10, -3, -3, -3]


async def test_what_others_did_before_the_append_is_decided_upon_again() -> None:
    class Interrupted(MemoryEventLog):
        interruptions = 1

        async def append(self, events: Sequence[Event | Prepared], **given: Any) -> list[Position]:
            condition: Condition | None = given.get("condition")
            if condition is not None and self.interruptions:
                self.interruptions -= 1
                await super().append([told(-8)])
            return await super().append(events, **given)

    log = Interrupted()
    await MemoryEventLog.append(log, [told(10)])
    async with deciding(log) as jar:
        with pytest.raises(Refused):
            await add(jar, -3)
        assert (await add(jar, -2)).data.value == -2
    assert await sum_of(log) == [10, -8, -2]


async def test_two_that_decide_on_one_log_never_take_what_is_not_there() -> None:
    log = MemoryEventLog()
    await log.append([told(50)])
    async with deciding(log) as one, deciding(log) as other:
        attempts = [add(jar, -1) for _ in range(60) for jar in (one, other)]
        answers = await asyncio.gather(*attempts, return_exceptions=True)
        assert sum(not isinstance(answer, Refused) for answer in answers) == 50
        await one.reach(Position(51))
        assert one.known.of(JARS).get("main") == 0


async def test_events_of_others_in_between_do_not_disturb() -> None:
    class Busy(MemoryEventLog):
        async def append(self, events: Sequence[Event | Prepared], **given: Any) -> list[Position]:
            await super().append([told(1, "elsewhere")])
            return await super().append(events, **given)

    log = Busy()
    seen: list[object] = []

    def see(known: Known) -> None:
        seen.append(dict(known.of(JARS).rows()))

    async with deciding(log) as jar:
        await asyncio.gather(add(jar, 2, see=see), add(jar, 3))
        assert seen[-1] == {"elsewhere": 1, "main": 2}
        assert dict(jar.known.of(JARS).rows()) == {"elsewhere": 1, "main": 5}
        assert jar.position == 3


async def test_nothing_to_do_is_no_event() -> None:
    log = MemoryEventLog()
    async with deciding(log) as jar:
        assert await add(jar, 0) is None
    assert await sum_of(log) == []


async def test_a_command_with_an_id_is_carried_out_once() -> None:
    log = MemoryEventLog()
    once = Origin(event_id=new_id())
    async with deciding(log) as jar:
        first, second = await add(jar, 5, origin=once), await add(jar, 5, origin=once)
    assert first == second
    assert await sum_of(log) == [5]


async def test_the_same_command_asked_twice_at_once_is_carried_out_once() -> None:
    log = MemoryEventLog()
    once = Origin(event_id=new_id())
    async with deciding(log) as jar:
        first, second = await asyncio.gather(*(add(jar, 5, origin=once) for _ in range(2)))
    assert first is not None
    assert first == second
    assert await sum_of(log) == [5]


async def test_a_command_that_another_process_carried_out_first_is_answered_alike() -> None:
    same_id = new_id()
    once = Origin(event_id=same_id)

    class Overtaken(MemoryEventLog):
        """Another process does the same just before, having decided it a moment earlier."""

        overtaken = False

        async def append(self, events: Sequence[Event | Prepared], **given: Any) -> list[Position]:
            if not self.overtaken:
                self.overtaken = True
                theirs = told(5)._replace(id=same_id)
                await super().append([theirs])
            return await super().append(events, **given)

    log = Overtaken()
    async with deciding(log) as jar:
        same, other = await asyncio.gather(add(jar, 7, origin=once), add(jar, 1))
    assert (same.position, same.data.value) == (1, 5)
    assert other.data.value == 1
    assert await sum_of(log) == [5, 1]


async def test_an_event_that_no_log_can_hold_fails_alone() -> None:
    class NowhereInTime(JarDecider):
        def event(self, draft: Draft, command: Given, *others: Any) -> Event:
            event = super().event(draft, command, *others)
            is_wrong = command.arguments["sweets"] == 13
            return event._replace(time=event.time.replace(tzinfo=None)) if is_wrong else event

    log = MemoryEventLog()
    async with deciding(log, NowhereInTime()) as jar:
        answers = await asyncio.gather(add(jar, 13), add(jar, 2), return_exceptions=True)
    assert isinstance(answers[0], InvalidCloudEvent)
    assert await sum_of(log) == [2]


async def test_a_command_that_a_decider_fails_at_fails_alone() -> None:
    log = MemoryEventLog()
    async with deciding(log) as jar:
        wrong = asyncio.create_task(jar.give("add", {"jar": "main"}))
        answers = await asyncio.gather(wrong, add(jar, 1), return_exceptions=True)
    assert isinstance(answers[0], KeyError)
    assert await sum_of(log) == [1]


async def test_a_log_that_cannot_be_written_changes_nothing_that_is_known() -> None:
    class Down(MemoryEventLog):
        async def append(self, *_: Any, **__: Any) -> list[Position]:
            raise LogUnavailable("down")

    async with deciding(Down()) as jar:
        with pytest.raises(LogUnavailable):
            await add(jar, 5)
        assert jar.known.of(JARS).get("main") is None


async def test_who_waits_when_it_ends_is_told() -> None:
    class Slow(MemoryEventLog):
        async def append(self, *_: Any, **__: Any) -> list[Position]:
            await asyncio.sleep(60)
            raise AssertionError

    async with deciding(Slow()) as jar:
        waiting = [add(jar, 1)]
        await asyncio.sleep(0.01)
        waiting.append(add(jar, 2))
        await asyncio.sleep(0.01)
    for one in waiting:
        with pytest.raises(LogUnavailable):
            await one


async def test_a_replay_takes_every_decision_again() -> None:
    log = MemoryEventLog()
    await log.append([told(10)])
    async with deciding(log) as jar:
        await asyncio.gather(*(add(jar, -1) for _ in range(4)))
    check = Check((), (JarDecider(),))
    check.take(log.after(Position(0)))
    report = check.finish()
    assert (report.checked, report.divergences) == (4, 0)


async def test_a_replay_by_other_rules_diverges() -> None:
    class Stingy(JarDecider):
        def decide(self, known: Known, command: Given) -> Decision:
            if command.arguments["sweets"] < -1:
                return Decision(None, refused=Refused("invalid", "greedy", "one at a time"))
            return super().decide(known, command)

    log = MemoryEventLog()
    await log.append([told(10)])
    async with deciding(log) as jar:
        await add(jar, -1)
        await add(jar, -2)
    check = Check((), (Stingy(),))
    check.take(log.after(Position(0)))
    report = check.finish()
    assert report.divergences == 1
    assert report.first_divergence is not None
    assert (report.first_divergence.kind, report.first_divergence.position) == ("extra", 3)


async def test_what_was_only_supposed_is_forgotten_where_deciding_was_broken_off() -> None:
    class Stuck(MemoryEventLog):
        async def append(self, events: Sequence[Event | Prepared], **given: Any) -> list[Position]:
            await super().append(events, **given)
            never: asyncio.Future[list[Position]] = asyncio.get_running_loop().create_future()
            return await never

    log = Stuck()
    async with deciding(log) as jar:
        asked = add(jar, 5)
        while not log.after(Position(0)):
            await asyncio.sleep(0)
        assert jar.known.of(JARS).get("main") == 5
        assert jar.row(JARS, "main") is None
    with pytest.raises(LogUnavailable):
        await asked
    await jar.load()
    assert await jar.read(JARS) == ({"main": 5}, 1)
