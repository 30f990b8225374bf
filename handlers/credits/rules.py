"""The rules of money, in integers of milli-credits; rounding is each rule's own, and exact.

Each function states its rule; nothing else in the system computes an amount.
"""

from collections.abc import Collection
from datetime import timedelta
from fractions import Fraction
from math import floor

AMOUNT_LIMIT = 10**12
"""The largest amount that one movement may have: millions of such add up to a 64-bit integer."""

FEE_PERCENT = 5
FEE_MINIMUM = 1

TRANSFER_MINIMUM = 10
CIRCULATING_PER_MINIMUM = 10_000

DEMURRAGE_PERCENT = 2
DEMURRAGE_FREE = 100

CREATED_XP = 10
COMPLETED_XP = 20
"""What every active device of a task's zone gains when the task begins, and when it is done."""

XP_PER_DOUBLING = 2_000
MULTIPLIER_LIMIT = 3

_MICROSECOND = timedelta(microseconds=1)
_HOUR = timedelta(hours=1) // _MICROSECOND


def transfer_fee(amount_milli: int) -> int:
    """What the payer pays on top, burned: 5 %, rounded up, and at least 1."""
    return max(FEE_MINIMUM, -(-amount_milli * FEE_PERCENT // 100))


def minimum_transfer(circulating_milli: int) -> int:
    """The smallest amount that people may transfer: a ten-thousandth of all, and at least 10."""
    return max(TRANSFER_MINIMUM, circulating_milli // CIRCULATING_PER_MINIMUM)


def demurrage(balance_milli: int) -> int:
    """What a day costs: 2 % of a balance above 100, rounded down (10000 → 9800 → 9604)."""
    if balance_milli <= DEMURRAGE_FREE:
        return 0
    return balance_milli * DEMURRAGE_PERCENT // 100


def multiplier(xps: Collection[int]) -> Fraction:
    """By how much a zone raises rewards: 1 + mean XP of its devices / 2000, and at most 3."""
    if not xps:
        return Fraction(1)
    return min(Fraction(MULTIPLIER_LIMIT), 1 + Fraction(sum(xps), len(xps) * XP_PER_DOUBLING))


def reward(bounty_milli: int, xps: Collection[int]) -> int:
    """What a task pays: its bounty times the multiplier of its zone, rounded down."""
    return min(floor(bounty_milli * multiplier(xps)), AMOUNT_LIMIT)


def infrastructure_reward(
    rate_per_hour_milli: int, uptime: timedelta, rest: int = 0
) -> tuple[int, int]:
    """What a device earned by being there, its rate times the hours it was seen, rounded down.

    And the rest, for the next time: less than one milli-credit, in parts of which an hour's
    microseconds make one. It is a part of a credit and no time, so that no later rate raises it.
    """
    earned, rest = divmod(rate_per_hour_milli * (uptime // _MICROSECOND) + rest, _HOUR)
    return min(earned, AMOUNT_LIMIT), rest
