"""Commands go out at most once, in order and in time, whoever dies when."""

import asyncio
import json
import logging
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from events.devices import CommandSent, CommandSucceeded, CommandTimedOut
from events.envelope import Event
from events.errors import BusUnavailable
from events.eventlog import Checkpoint, MemoryEventLog
from events.identity import Position, Subject, new_id
from events.payload import Payload
from handlers.device_commands import command_draft, command_subject
from services.commander.commander import NAME, Commander

START = datetime(2026, 3, 2, 9, tzinfo=UTC)


class Killed(Exception):
    """The process ended here."""


class Wire:
    """A broker that remembers what was said."""

    def __init__(self) -> None:
        self.connected = asyncio.Event()
        self.connected.set()
        self.said: list[tuple[str, dict[str, Any]]] = []
        self.fails_with: Exception | None = None

    def publish_once(self, topic: str, payload: bytes) -> asyncio.Future[None]:
        if self.fails_with is not None:
            raise self.fails_with
        self.said.append((topic, json.loads(payload)))
        confirmed: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        confirmed.set_result(None)
        return confirmed

    @property
    def ids(self) -> list[str]:
        return [said["id"] for _, said in self.said]


class Office:
    """A log, a wire, and a clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = START
        self.log = MemoryEventLog(now=lambda: self.now)
        self.wire = Wire()

    def commander(self) -> Commander:
        return Commander(self.log, self.wire, lambda: self.now)

    async def ask(self, request_id: str = "a", late_s: float = 0.0, **said: Any) -> None:
        draft = command_draft("hvac_01", "set_fan", {"level": 2}, request_id)
        await self.tell(draft.data.model_copy(update=said), request_id, late_s)

    async def tell(self, data: Payload, request_id: str = "a", late_s: float = 0.0) -> None:
        event = Event(
            id=new_id(),
            data=data,
            source="/test",
            subject=Subject("device:hvac_01"),
            time=self.now - timedelta(seconds=late_s),
            tags=(command_subject(request_id),),
        )
        await self.log.append([event])

    async def sendings(self) -> list[int]:
        events = await self.log.backward()
        return [e.data.sending for e in reversed(events) if isinstance(e.data, CommandSent)]


@pytest.fixture
def office() -> Office:
    return Office()


async def turns() -> None:
    """Let everybody do what there is to do."""
    for _ in range(50):
        await asyncio.sleep(0)


@asynccontextmanager
async def at_work(*commanders: Commander) -> AsyncIterator[None]:
    async def work(one: Commander) -> None:
        await one.load()
        await one.follow()

    tasks = [asyncio.create_task(work(one)) for one in commanders]
    await turns()  # what is told in the block, they are told as it happens
    yield
    await turns()
    for task in tasks:
        task.cancel()
    results = await asyncio.gather(*tasks, return_exceptions=True)
    failed = [one for one in results if isinstance(one, Exception)]
    if failed:
        raise failed[0]


async def test_a_command_is_told_as_the_contract_says(office: Office) -> None:
    async with at_work(office.commander()):
        await office.ask()
    call = {"name": "set_fan", "arguments": {"level": 2}}
    said = {"jsonrpc": "2.0", "method": "call_tool", "params": call, "id": "a"}
    assert office.wire.said == [("mcp/hvac_01/request/call_tool", said)]
    assert await office.sendings() == [1]


async def test_what_was_asked_while_nobody_was_there_is_sent_in_order(office: Office) -> None:
    for one in "abc":
        await office.ask(one)
    async with at_work(office.commander()):
        pass
    assert office.wire.ids == ["a", "b", "c"]


async def test_what_is_overdue_is_left_to_time_out(office: Office) -> None:
    await office.ask()
    office.now += timedelta(seconds=10)
    async with at_work(office.commander()):
        pass
    assert office.wire.said == []
    assert await office.sendings() == []


async def test_what_follows_from_a_late_reading_is_sent(office: Office) -> None:
    async with at_work(office.commander()):
        await office.ask(late_s=60.0)
    assert office.wire.ids == ["a"]


async def test_an_old_log_is_not_carried_out(office: Office) -> None:
    await office.ask(timeout_s=300.0)
    office.now += timedelta(days=1)
    async with at_work(office.commander()):
        pass
    assert office.wire.said == []


async def test_what_is_settled_is_not_sent(office: Office) -> None:
    await office.ask()
    await office.tell(CommandTimedOut(request_id="a", device="hvac_01", timeout_s=10.0))
    async with at_work(office.commander()):
        pass
    assert office.wire.said == []


async def test_two_commanders_by_mistake_send_each_command_once(office: Office) -> None:
    async with at_work(office.commander(), office.commander()):
        for number in range(20):
            await office.ask(str(number))
    assert Counter(office.wire.ids) == dict.fromkeys(map(str, range(20)), 1)


async def test_the_same_request_recorded_twice_is_sent_once(office: Office) -> None:
    async with at_work(office.commander()):
        await office.ask()
        await turns()
        await office.ask()
    assert office.wire.ids == ["a"]


async def killed_before_publishing(office: Office) -> None:
    office.wire.fails_with = Killed()
    with pytest.raises(Killed):
        async with at_work(office.commander()):
            pass
    office.wire.fails_with = None


async def test_who_dies_between_record_and_publication_sends_nothing_later(office: Office) -> None:
    await office.ask()
    await killed_before_publishing(office)
    async with at_work(office.commander()):
        pass
    assert office.wire.said == []
    assert await office.sendings() == [1]


async def test_what_may_be_repeated_is_sent_again_three_times_in_all(office: Office) -> None:
    await office.ask(idempotent=True)
    for _ in range(4):
        await killed_or_not(office)
    assert office.wire.ids == []
    assert await office.sendings() == [1, 2, 3]


async def killed_or_not(office: Office) -> None:
    office.wire.fails_with = Killed()
    try:
        async with at_work(office.commander()):
            pass
    except Killed:
        pass
    office.wire.fails_with = None


async def test_what_was_answered_or_overdue_is_not_sent_again(office: Office) -> None:
    await office.ask("a", idempotent=True)
    await office.ask("b", idempotent=True)
    async with at_work(office.commander()):
        pass
    await office.tell(CommandSucceeded(request_id="a", device="hvac_01"), "a")
    async with at_work(office.commander()):
        pass
    assert office.wire.ids == ["a", "b", "b"]
    office.now += timedelta(seconds=10)
    async with at_work(office.commander()):
        pass
    assert office.wire.ids == ["a", "b", "b"]


async def test_without_a_broker_it_waits_and_sends_what_is_still_in_time(office: Office) -> None:
    office.wire.connected.clear()
    async with at_work(office.commander()):
        await office.ask("a")
        await office.ask("b", timeout_s=60.0)
        await office.ask("c", timeout_s=60.0)
        await asyncio.sleep(0.01)
        assert await office.sendings() == []
        office.now += timedelta(seconds=30)
        office.wire.connected.set()
    assert office.wire.ids == ["b", "c"]


async def test_a_connection_that_is_lost_at_that_moment_loses_the_command(office: Office) -> None:
    office.wire.fails_with = BusUnavailable("there is no connection just now")
    async with at_work(office.commander()):
        await office.ask("a")
    office.wire.fails_with = None
    async with at_work(office.commander()):
        pass
    assert office.wire.said == []


async def test_arguments_are_nobodys_business(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    async with at_work(office.commander()):
        await office.ask(arguments={"code": "s3cret"})
    assert office.wire.ids == ["a"]
    assert "s3cret" not in caplog.text


async def test_no_other_device_can_stop_a_command_by_answering_it_first(office: Office) -> None:
    """The id of a request can be foretold by whoever chose the id of the reading behind it."""
    await office.tell(CommandSucceeded(request_id="a", device="evil"))
    async with at_work(office.commander()):
        await office.ask("a", idempotent=True)
    await office.tell(CommandSucceeded(request_id="a", device="evil"))
    async with at_work(office.commander()):
        pass
    assert office.wire.ids == ["a", "a"]
    assert await office.sendings() == [1, 2]


DAY = timedelta(days=1)


async def test_while_the_logs_clock_is_ahead_commands_are_sent_as_soon_and_not_later(
    office: Office,
) -> None:
    """The log goes on to record at that moment, until it has come."""
    office.log = MemoryEventLog(now=lambda: office.now + DAY)
    async with at_work(office.commander()):
        await office.ask("a", idempotent=True)
    assert office.wire.ids == ["a"]
    await office.ask("b")
    office.now += timedelta(hours=1)
    async with at_work(office.commander()):
        pass
    assert office.wire.ids == ["a"]


async def test_what_happens_in_the_future_is_not_carried_out(office: Office) -> None:
    office.log = MemoryEventLog(now=lambda: office.now + DAY)
    async with at_work(office.commander()):
        await office.ask(late_s=-DAY.total_seconds())
    assert office.wire.said == []


async def test_a_history_that_is_taken_over_commands_nothing(office: Office) -> None:
    """However young it is, and whether a commander is there already."""
    elsewhere = Office()
    await elsewhere.ask("a", timeout_s=300.0)
    history = elsewhere.log.after(Position(0))
    async with at_work(office.commander()):
        await office.log.append_verbatim(history, [Checkpoint(NAME, Position(1))])
    async with at_work(office.commander()):
        await office.ask("b")
    assert office.wire.ids == ["b"]
