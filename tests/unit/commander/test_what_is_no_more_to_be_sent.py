"""Commands that are late, still to come or of another's history; and others' answers to them."""

from datetime import timedelta

from events.devices import CommandSucceeded
from events.eventlog import Checkpoint, MemoryEventLog
from events.identity import Position
from services.commander.commander import NAME
from tests.unit.commander.office import Office, at_work

DAY = timedelta(days=1)


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


async def test_an_old_log_is_not_carried_out(office: Office) -> None:
    await office.ask(timeout_s=300.0)
    office.now += timedelta(days=1)
    async with at_work(office.commander()):
        pass
    assert office.wire.said == []


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
