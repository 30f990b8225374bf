"""Rewards: paid once, for a task that is done, to who did it, as promised."""

from dataclasses import replace
from datetime import timedelta

import pytest

from events.envelope import Recorded
from tests.unit.handlers.audit.evidence import (
    by_hand,
    commanded,
    found,
    identified,
    movement,
    paid,
)
from tests.unit.handlers.audit.test_promises import TAKEN, reserved
from tests.unit.handlers.credits.stories import (
    EXPIRES,
    accepted,
    claim_issued,
    claim_redeemed,
    claim_timer_fired,
    completed,
    created,
    opened,
)

DONE = [*opened(5, 6), created(), TAKEN, reserved(1_000), completed(person=5)]
"""Positions 1 to 6."""

UNKNOWN = identified(accepted(), 8)
DONE_BY_NOBODY = [*opened(5, 6), created(), UNKNOWN, reserved(1_000, cause=UNKNOWN), completed()]
CLAIMED = [*DONE_BY_NOBODY, claim_issued()]
"""Positions 1 to 7."""


def test_a_reward_by_the_rules_is_fine() -> None:
    assert found(DONE, paid(1_000)) == []


def test_a_reward_that_is_paid_twice_is_found() -> None:
    said = found(DONE, paid(1_000), paid(1_000))
    assert (8, "moves credits for task:42 a second time") in said
    assert (8, "pays 1000 where 0 were reserved") in said


def test_a_second_payment_by_another_reference_is_found() -> None:
    said = found(DONE, paid(1_000), paid(1_000, reference="task:43"))
    assert (8, "pays for task 42 by the reference task:43") in said
    assert (8, "pays 1000 where 0 were reserved") in said


def test_a_reward_for_what_is_not_done_is_found() -> None:
    assert found(DONE[:5], paid(1_000)) == [(6, "pays for task 42, which is not completed")]


def test_a_reward_for_somebody_else_is_found() -> None:
    assert found(DONE, paid(1_000, person=6)) == [(7, "pays wallet:6 for what wallet:5 did")]


@pytest.mark.parametrize("amount", [999, 1_001])
def test_another_reward_than_was_reserved_is_found(amount: int) -> None:
    assert (7, f"pays {amount} where 1000 were reserved") in found(DONE, paid(amount))


def test_what_is_left_of_a_reward_is_given_back_by_hand_only() -> None:
    part = movement(
        ("escrow:42", "wallet:5", 600, "TASK_REWARD"),
        ("escrow:42", "wallet:0", 400, "ESCROW_RELEASE"),
        reference="task:42",
    )
    assert found(DONE, part) == [(7, "gives back 400 of what was promised")]


def granted(amount: int, left: int) -> Recorded:
    """By hand, out of escrow, with the rest given back."""
    command = commanded("grant_reward", person=6, amount_milli=amount, task=42)
    return movement(
        ("escrow:42", "wallet:6", amount, "TASK_REWARD"),
        ("escrow:42", "wallet:0", left, "ESCROW_RELEASE"),
        reference="task:42",
        command=command,
    )


def test_by_hand_a_part_is_paid_and_the_rest_given_back() -> None:
    assert found(CLAIMED, granted(600, 400)) == []


def test_a_rest_that_stays_behind_is_found() -> None:
    assert found(CLAIMED, granted(600, 300)) == [(8, "pays 900 where 1000 were reserved")]


def test_what_somebody_known_did_is_not_paid_by_hand() -> None:
    assert found(DONE, granted(600, 400)) == [(7, "pays by hand for what wallet:5 did")]


def test_a_task_of_somebody_elses_is_paid_by_the_system() -> None:
    assert found(opened(5), by_hand(1_000, 900)) == []


def test_by_nobodys_hand_the_system_gives_nothing() -> None:
    gift = movement(("wallet:0", "wallet:5", 10, "TASK_REWARD"), reference="task:900")
    assert found(opened(5), gift) == [(2, "the system gives 10 for no task by nobody's hand")]


def test_a_task_of_ours_is_paid_out_of_what_it_promised() -> None:
    assert found(DONE, by_hand(1_000, 42)) == [
        (7, "the system gives 1000 for task 42, which is ours")
    ]


def test_a_claim_pays_who_redeems_it() -> None:
    assert found(CLAIMED, claim_redeemed(person=6), paid(1_000, person=6)) == []
    said = found(CLAIMED, claim_redeemed(person=6), paid(1_000, person=5))
    assert said == [(9, "pays wallet:5 for what wallet:6 did")]


def test_a_claim_that_nobody_redeemed_pays_nobody() -> None:
    assert found(CLAIMED, paid(1_000)) == [(8, "pays wallet:5 for what wallet:None did")]


def test_a_claim_is_redeemed_once() -> None:
    said = found(CLAIMED, claim_redeemed(person=6), claim_redeemed(person=5))
    assert said == [(9, "redeems a claim that was never issued, or is settled already")]


def test_a_claim_that_was_withdrawn_is_not_redeemed() -> None:
    by_claim = granted(600, 400)
    by_claim = replace(by_claim, tags=(*by_claim.tags, claim_issued().subject))
    said = found(CLAIMED, by_claim, claim_redeemed(person=5))
    assert said == [(9, "redeems a claim that was never issued, or is settled already")]


def test_a_claim_is_redeemed_in_time() -> None:
    late = replace(claim_redeemed(person=6), time=EXPIRES)
    expired = f"redeems a claim that expired at {EXPIRES.isoformat()}"
    assert found(CLAIMED, late) == [(8, expired)]
    assert found(CLAIMED, claim_timer_fired(), claim_redeemed(person=6)) == [(9, expired)]
    assert found(CLAIMED, replace(late, time=EXPIRES - timedelta(seconds=1))) == []


def test_a_claim_is_for_its_own_task() -> None:
    said = found(CLAIMED, claim_redeemed(number=43, person=6))
    assert said == [(8, "redeems the claim for task 42 for task 43")]


def test_a_claim_for_another_amount_than_was_reserved_is_found() -> None:
    said = found(DONE_BY_NOBODY, claim_issued(amount=999))
    assert said == [(7, "claims 999 where 1000 are reserved")]


def test_a_claim_for_what_somebody_known_did_is_found() -> None:
    assert found(DONE, claim_issued()) == [
        (7, "is a claim for task 42, which nobody unknown has done")
    ]


def test_what_nobody_claimed_in_time_is_given_back_and_may_be_paid_by_hand() -> None:
    back = movement(("escrow:42", "wallet:0", 1_000, "ESCROW_RELEASE"))
    late = (claim_timer_fired(), back)
    assert found(CLAIMED, late, by_hand(600, 42)) == []
    assert found(CLAIMED, late, by_hand(1_001, 42)) == [(10, "pays 1001 where 1000 were reserved")]
    assert found(CLAIMED, back) == [(8, "gives back the reward of task 42, which was done")]
