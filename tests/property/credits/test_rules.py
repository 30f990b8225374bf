"""The rules of money hold for every amount, in integers."""

from datetime import timedelta
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from handlers.credits.rules import (
    AMOUNT_LIMIT,
    demurrage,
    infrastructure_reward,
    minimum_transfer,
    multiplier,
    reward,
    transfer_fee,
)

amounts = st.integers(1, AMOUNT_LIMIT)
xps = st.lists(st.integers(0, 100_000), max_size=8)


@given(amounts)
def test_the_fee_is_the_least_integer_that_is_five_percent(amount: int) -> None:
    fee = transfer_fee(amount)
    assert type(fee) is int
    assert fee >= 1
    assert Fraction(fee) >= Fraction(amount, 20) > fee - 1


@given(amounts, amounts)
def test_who_transfers_more_pays_no_smaller_fee(one: int, other: int) -> None:
    less, more = sorted((one, other))
    assert transfer_fee(less) <= transfer_fee(more)


@given(st.integers(-AMOUNT_LIMIT, AMOUNT_LIMIT))
def test_demurrage_leaves_at_least_98_percent_and_never_debts(balance: int) -> None:
    due = demurrage(balance)
    assert type(due) is int
    assert due >= 0
    assert due == 0 or balance > 100
    assert balance <= 100 or Fraction(balance, 50) - 1 < due <= Fraction(balance, 50)


@given(st.integers(101, AMOUNT_LIMIT))
def test_demurrage_alone_brings_no_balance_below_what_is_free(balance: int) -> None:
    assert balance - demurrage(balance) >= 98


@given(st.integers(-(10**9), 10**15))
def test_the_minimum_is_at_least_ten(circulating: int) -> None:
    assert minimum_transfer(circulating) >= 10
    assert type(minimum_transfer(circulating)) is int


@given(xps, st.integers(0, 7), st.integers(0, 10_000))
def test_more_experience_is_no_smaller_multiplier(found: list[int], at: int, more: int) -> None:
    before = multiplier(found)
    raised = [xp + more if place == at else xp for place, xp in enumerate(found)]
    assert 1 <= before <= multiplier(raised) <= 3


@given(st.integers(0, AMOUNT_LIMIT), xps)
def test_a_reward_lies_between_its_bounty_and_three_times_that(
    bounty: int, found: list[int]
) -> None:
    pays = reward(bounty, found)
    assert type(pays) is int
    assert min(bounty, AMOUNT_LIMIT) <= pays <= min(3 * bounty, AMOUNT_LIMIT)
    exact = bounty * multiplier(found)
    assert pays == AMOUNT_LIMIT or exact - 1 < pays <= exact


@given(st.integers(0, 10**9), st.timedeltas(timedelta(), timedelta(days=1)))
def test_what_is_paid_for_a_time_is_never_more_than_the_rate(rate: int, uptime: timedelta) -> None:
    pays, _ = infrastructure_reward(rate, uptime)
    exact = rate * Fraction(uptime // timedelta(microseconds=1), 3_600_000_000)
    assert type(pays) is int
    assert exact - 1 < pays <= exact or pays == AMOUNT_LIMIT


@given(st.integers(0, 10**6), st.lists(st.timedeltas(timedelta(), timedelta(hours=1)), max_size=5))
def test_a_time_paid_in_parts_is_paid_what_the_whole_is(rate: int, parts: list[timedelta]) -> None:
    total, rest = 0, 0
    for part in parts:
        pays, rest = infrastructure_reward(rate, part, rest)
        total += pays
    assert (total, rest) == infrastructure_reward(rate, sum(parts, timedelta()))
