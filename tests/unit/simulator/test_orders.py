"""The witness of commands knows what devices were told, and when it was once too often."""

import json

import pytest

from events.devices import CommandRequested, CommandSent
from events.payload import Payload
from services.simulator.errors import InvariantBroken
from services.simulator.witness.orders import Orders
from tests.unit.story import recorded

TOPIC = "mcp/pump_01/request/call_tool"


def requested(*, idempotent: bool = False) -> CommandRequested:
    return CommandRequested(
        request_id="r1", device="pump_01", tool="run_pump", idempotent=idempotent
    )


def sent(sending: int = 1) -> CommandSent:
    return CommandSent(request_id="r1", device="pump_01", sending=sending)


def watched(*data: Payload, told: int) -> Orders:
    orders = Orders()
    for position, one in enumerate(data, 1):
        orders.observe(recorded(one, "device:pump_01", position, position=position))
    for _ in range(told):
        orders.told(TOPIC, json.dumps({"id": "r1"}).encode())
    orders.compare(len(data))
    return orders


def test_a_command_that_is_sent_once_is_as_it_should_be() -> None:
    assert watched(requested(), sent(), told=1).checks == 1


def test_what_may_be_repeated_may_be_sent_as_often_as_is_recorded() -> None:
    watched(requested(idempotent=True), sent(), sent(2), told=2)
    with pytest.raises(InvariantBroken, match="not recorded"):
        watched(requested(idempotent=True), sent(), told=2)


def test_what_may_not_be_repeated_is_sent_once() -> None:
    with pytest.raises(InvariantBroken, match="sent 2 times"):
        watched(requested(), sent(), sent(2), told=2)


def test_what_nobody_asked_for_is_caught() -> None:
    with pytest.raises(InvariantBroken, match="not recorded"):
        watched(told=1)
