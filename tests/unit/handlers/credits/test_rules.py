"""The rules of money, by the examples that people know."""

from datetime import timedelta
from fractions import Fraction

import pytest

from handlers.credits.rules import (
    AMOUNT_LIMIT,
    demurrage,
    infrastructure_reward,
    minimum_transfer,
    multiplier,
    reward,
    transfer_fee,
)


@pytest.mark.parametrize(
    ("amount", "fee"), [(1, 1), (10, 1), (20, 1), (21, 2), (1_000, 50), (1_001, 51)]
)
def test_the_fee_is_five_percent_rounded_up(amount: int, fee: int) -> None:
    assert transfer_fee(amount) == fee


@pytest.mark.parametrize(
    ("circulating", "minimum"), [(0, 10), (109_999, 10), (110_000, 11), (-5, 10)]
)
def test_the_minimum_is_a_ten_thousandth_of_all(circulating: int, minimum: int) -> None:
    assert minimum_transfer(circulating) == minimum


@pytest.mark.parametrize(
    ("balance", "due"),
    [(10_000, 200), (9_800, 196), (101, 2), (100, 0), (50, 0), (0, 0), (-500, 0)],
)
def test_demurrage_is_two_percent_of_what_is_above_a_hundred(balance: int, due: int) -> None:
    assert demurrage(balance) == due


@pytest.mark.parametrize(
    ("xps", "factor"),
    [
        ([], Fraction(1)),
        ([0], Fraction(1)),
        ([500], Fraction(5, 4)),
        ([0, 2_000], Fraction(3, 2)),
        ([2_000], Fraction(2)),
        ([4_000], Fraction(3)),
        ([90_000], Fraction(3)),
    ],
)
def test_the_multiplier_is_the_mean_experience(xps: list[int], factor: Fraction) -> None:
    assert multiplier(xps) == factor


@pytest.mark.parametrize(
    ("bounty", "xps", "pays"),
    [(1_000, [500], 1_250), (999, [1], 999), (1, [1_999], 1), (3, [1, 1, 1_998], 4), (0, [500], 0)],
)
def test_a_reward_is_rounded_down_once(bounty: int, xps: list[int], pays: int) -> None:
    assert reward(bounty, xps) == pays


def test_no_reward_is_beyond_what_a_movement_may_have() -> None:
    assert reward(10**30, []) == AMOUNT_LIMIT
    assert infrastructure_reward(10**30, timedelta(hours=1))[0] == AMOUNT_LIMIT


@pytest.mark.parametrize(
    ("rate", "seconds", "pays"), [(5_000, 300, 416), (5_000, 3_600, 5_000), (500, 7.1, 0)]
)
def test_uptime_is_paid_by_the_microsecond(rate: int, seconds: float, pays: int) -> None:
    assert infrastructure_reward(rate, timedelta(seconds=seconds))[0] == pays
