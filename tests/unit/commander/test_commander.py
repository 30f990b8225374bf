"""Commands go out at most once, in order and in time, whoever dies when."""

import asyncio
import logging
from collections import Counter
from datetime import timedelta

import pytest

from events.devices import CommandSucceeded, CommandTimedOut
from events.errors import BusUnavailable
from tests.unit.commander.office import Killed, Office, at_work, turns


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
