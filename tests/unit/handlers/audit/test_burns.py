"""What is burned: fees, minima and days, each by its rule and as of its moment."""

import pytest

from tests.unit.handlers.audit.evidence import (
    burned,
    by_hand,
    commanded,
    day_begun,
    found,
    has,
    movement,
    sent,
)
from tests.unit.handlers.credits.stories import opened

RICH = [*has(5, 1_000_000), *opened(6)]
"""Where the least that is sent is 100; positions 1 to 3."""


def test_a_transfer_by_the_rules_is_fine() -> None:
    assert found(RICH, sent(100, 5, decided_at=3)) == []


@pytest.mark.parametrize("fee", [4, 6, 100])
def test_another_fee_is_found(fee: int) -> None:
    said = found(RICH, sent(100, fee, decided_at=3))
    assert said == [(4, f"burns a fee of {fee} for 100, the rule is 5")]


def test_no_fee_is_found() -> None:
    said = found(RICH, sent(100, 0, decided_at=3))
    assert said == [(4, "its FEE_BURN is not one payer and one payee")]


def test_less_than_the_minimum_is_found() -> None:
    assert found(RICH, sent(99, 5, decided_at=3)) == [(4, "sends 99, the least is 100")]


def test_the_minimum_is_that_of_the_position_it_was_given_for() -> None:
    poor, richer = [*has(5, 10_000), *opened(6)], by_hand(1_000_000, 901)
    assert found(poor, richer, sent(10, 1, decided_at=4)) == [(5, "sends 10, the least is 101")]
    assert found(poor, richer, sent(10, 1, decided_at=4, minimum_at=3)) == []


def test_a_minimum_of_the_future_is_found() -> None:
    said = found(RICH, sent(100, 5, decided_at=3, minimum_at=4))
    assert said == [(4, "its minimum is as of 4, after it was decided at 3")]


def test_nobody_sends_to_themselves() -> None:
    command = commanded("transfer", 3, payer=5, payee=5, amount_milli=100)
    own = movement(
        ("wallet:5", "wallet:5", 100, "P2P_TRANSFER"),
        ("wallet:5", "account:burned", 5, "FEE_BURN"),
        command=command,
    )
    assert found(RICH, own) == [(4, "goes from wallet:5 to itself")]


def test_the_fee_is_the_payers() -> None:
    command = commanded("transfer", 3, payer=5, payee=6, amount_milli=100)
    passed_on = movement(
        ("wallet:5", "wallet:6", 100, "P2P_TRANSFER"),
        ("wallet:6", "account:burned", 5, "FEE_BURN"),
        command=command,
    )
    assert found(RICH, passed_on) == [(4, "burns a fee of wallet:6 for what wallet:5 sends")]


def test_demurrage_by_the_rules_is_fine() -> None:
    first, second = "2026-03-03", "2026-03-04"
    days = (day_begun(first), burned(200, first), day_begun(second), burned(196, second))
    assert found(has(5, 10_000), *days) == []


@pytest.mark.parametrize(("balance", "amount", "due"), [(10_000, 199, 200), (100, 2, 0)])
def test_another_demurrage_is_found(balance: int, amount: int, due: int) -> None:
    assert found(has(5, balance), day_begun(), burned(amount)) == [
        (4, f"burns {amount} of wallet:5, the rule is {due}")
    ]


def test_a_day_that_has_not_begun_costs_nothing() -> None:
    assert found(has(5, 10_000), burned(200)) == [(3, "charges for a day that has not begun")]


def test_a_day_is_charged_once() -> None:
    said = found(has(5, 10_000), day_begun(), burned(200), burned(196))
    assert said == [(5, "moves credits for demurrage:2026-03-03:5 a second time")]
