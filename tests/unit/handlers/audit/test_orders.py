"""Orders: what was asked for is what moves."""

from dataclasses import replace

from events.credits import Transferred
from handlers.audit.flows import movement_of
from handlers.audit.orders import Orders
from tests.unit.handlers.audit.evidence import Flow, by_hand, commanded, found, has, movement, sent
from tests.unit.handlers.credits.stories import opened


def test_a_transfer_that_nobody_asked_for_is_found() -> None:
    moved: Flow = ("wallet:5", "wallet:6", 100, "P2P_TRANSFER")
    fee: Flow = ("wallet:5", "account:burned", 5, "FEE_BURN")
    assert found(has(5, 1_000), opened(6), movement(moved, fee)) == [
        (4, "is a movement that nobody asked for")
    ]


def test_another_amount_than_was_asked_for_is_found() -> None:
    asked = sent(101, 6)
    given = replace(
        asked, data_json=asked.data_json.replace(b'"amount_milli":101}', b'"amount_milli":102}')
    )
    assert (4, "amount_milli is 101, and 102 was asked for") in found(
        has(5, 1_000), opened(6), given
    )


def test_another_payee_than_was_asked_for_is_found() -> None:
    command = commanded("grant_reward", person=6, amount_milli=10, task=900)
    reward: Flow = ("wallet:0", "wallet:5", 10, "TASK_REWARD")
    stolen = movement(reward, reference="task:900", command=command)
    assert found(opened(5), stolen) == [(2, "person is 5, and 6 was asked for")]


def test_a_command_of_another_kind_moves_nothing() -> None:
    command = commanded("open_wallet", person=5)
    reward: Flow = ("wallet:0", "wallet:5", 10, "INFRASTRUCTURE_REWARD")
    said = [what for _, what in found(opened(5), movement(reward, command=command))]
    assert "is said to come of the command open_wallet, which moves nothing of the kind" in said


def test_a_reference_moves_credits_once() -> None:
    assert found(has(5, 10, task=900), by_hand(10, 900)) == [
        (3, "moves credits for task:900 a second time")
    ]


def test_orders_by_themselves_say_nothing_of_what_is_right() -> None:
    event = by_hand(10, 900)
    assert isinstance(event.data, Transferred)
    assert list(Orders().take(movement_of(event, event.data)[0])) == []
