"""Rewards that are paid by hand: never twice, and never more than the task promised."""

from typing import Any

import pytest

from events.credits import Transferred
from handlers.credits.ledger import Ledger
from handlers.decider import Decision
from tests.unit.handlers.credits.stories import (
    DIGEST,
    Answers,
    accepted,
    claim_issued,
    claim_redeemed,
    claim_timer_fired,
    completed,
    created,
    legs,
    opened,
    refusal,
    reserved,
)


@pytest.fixture
def books() -> Answers:
    return Answers(Ledger()).given(*opened(5, 6))


@pytest.fixture
def unclaimed(books: Answers) -> Answers:
    """Task 42 is done, nobody knows by whom, and 1,000 wait for them."""
    return books.given(created(), accepted(), reserved(), completed())


def grant(books: Answers, amount: Any = 1_000, task: Any = 42, person: int = 5) -> Decision:
    return books.when("grant_reward", person=person, amount_milli=amount, task=task)


def test_a_task_that_the_log_never_saw_is_paid_by_the_system(books: Answers) -> None:
    decision = grant(books)
    draft = decision.draft
    assert draft is not None
    assert legs(draft.data) == {"wallet:0": -1_000, "wallet:5": 1_000}
    assert draft.subject == "wallet:5"
    assert draft.tags == ("wallet:0", "reference:task:42", "task:42")
    assert decision.boundary == {"task:42", "reference:task:42"}


def test_a_task_is_paid_once_ever(books: Answers) -> None:
    grant(books)
    assert refusal(grant(books, person=6)) == ("conflict", "duplicate_reference")


@pytest.mark.parametrize("amount", [0, -1, 1.5, 10**13, "1", True])
def test_no_other_amount_is_a_reward(books: Answers, amount: Any) -> None:
    assert refusal(grant(books, amount)) == ("invalid", "invalid_arguments")


def test_a_wallet_is_needed(books: Answers) -> None:
    decision = grant(books, person=9)
    assert refusal(decision) == ("unknown", "unknown_wallet")
    assert "wallet:9" in decision.boundary


def test_a_task_that_is_not_done_pays_nothing(books: Answers) -> None:
    books.given(created())
    assert refusal(grant(books)) == ("conflict", "task_not_completed")
    books.given(accepted(person=5), reserved())
    assert refusal(grant(books)) == ("conflict", "task_not_completed")


def test_a_task_that_pays_who_did_it_is_as_good_as_paid(books: Answers) -> None:
    books.given(created(), accepted(person=6), reserved(), completed())
    assert refusal(grant(books)) == ("conflict", "duplicate_reference")


def test_what_waits_for_a_claim_can_be_paid_by_hand(unclaimed: Answers) -> None:
    draft = grant(unclaimed).draft
    assert draft is not None
    assert legs(draft.data) == {"escrow:42": -1_000, "wallet:5": 1_000}


def test_never_more_than_was_reserved(unclaimed: Answers) -> None:
    assert refusal(grant(unclaimed, 1_001)) == ("invalid", "above_reward")


def test_what_is_left_of_the_reserve_goes_back(unclaimed: Answers) -> None:
    draft = grant(unclaimed, 300).draft
    assert draft is not None
    assert legs(draft.data) == {"escrow:42": -1_000, "wallet:5": 300, "wallet:0": 700}
    assert isinstance(draft.data, Transferred)
    assert [leg.transaction_type for leg in draft.data.legs[2:]] == ["ESCROW_RELEASE"] * 2


def test_nothing_is_paid_before_it_is_reserved(books: Answers) -> None:
    books.given(created(), accepted(), completed())
    assert refusal(grant(books)) == ("conflict", "nothing_reserved")


def test_a_claim_is_withdrawn_by_a_grant(unclaimed: Answers) -> None:
    unclaimed.given(claim_issued())
    decision = grant(unclaimed)
    assert decision.draft is not None
    assert f"claim:{DIGEST}" in decision.draft.tags
    assert {f"claim:{DIGEST}", f"timer:claim_expires:{DIGEST}"} <= decision.boundary
    late = unclaimed.when("redeem_claim", claim=DIGEST, person=6)
    assert refusal(late) == ("gone", "claim_withdrawn")


def test_a_claim_that_was_redeemed_is_as_good_as_paid(unclaimed: Answers) -> None:
    unclaimed.given(claim_issued(), claim_redeemed(person=6))
    assert refusal(grant(unclaimed)) == ("conflict", "duplicate_reference")


def test_after_a_claim_expired_the_system_pays(unclaimed: Answers) -> None:
    unclaimed.given(claim_issued(), claim_timer_fired())
    draft = grant(unclaimed, 900).draft
    assert draft is not None
    assert legs(draft.data) == {"wallet:0": -900, "wallet:5": 900}
