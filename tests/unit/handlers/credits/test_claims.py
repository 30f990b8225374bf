"""Claims: the right to be paid for a task that was done without signing in."""

from datetime import timedelta
from typing import Any

import pytest

from events.credits import ClaimIssued, ClaimRedeemed
from handlers.credits.ledger import Ledger
from handlers.decider import Decision
from tests.unit.handlers.credits.stories import (
    DIGEST,
    EXPIRES,
    Answers,
    accepted,
    claim_issued,
    claim_timer_fired,
    completed,
    created,
    granted_by_hand,
    refusal,
    reserved,
)

LATE_S = timedelta(days=1).total_seconds()


@pytest.fixture
def books() -> Answers:
    return Answers(Ledger()).given(created(), accepted(), reserved(), completed())


def issue(books: Answers, **more: Any) -> Decision:
    wish = {"claim": DIGEST, "task": 42, "amount_milli": 1_000, "expires_at": EXPIRES, **more}
    return books.when("issue_claim", **wish)


def redeem(books: Answers, person: int = 5, *, at_s: float = 0.0) -> Decision:
    return books.when("redeem_claim", claim=DIGEST, person=person, at_s=at_s)


def test_a_claim_says_what_it_is_good_for(books: Answers) -> None:
    decision = issue(books)
    draft = decision.draft
    assert draft is not None
    issued = draft.data
    assert isinstance(issued, ClaimIssued)
    assert (issued.task, issued.amount_milli, issued.expires_at) == (42, 1_000, EXPIRES)
    assert (draft.subject, draft.tags) == (f"claim:{DIGEST}", ("task:42",))
    assert decision.boundary == {f"claim:{DIGEST}", "task:42", "reference:task:42"}


def test_the_same_claim_again_changes_nothing(books: Answers) -> None:
    issue(books)
    again = issue(books)
    assert (again.draft, again.refused) == (None, None)


@pytest.mark.parametrize(
    ("arguments", "rule"),
    [
        ({"amount_milli": 999}, "wrong_amount"),
        ({"task": 43}, "unknown_task"),
        ({"expires_at": EXPIRES - timedelta(days=1)}, "expired_at_birth"),
        ({"expires_at": "2026-03-04T00:00:00"}, "invalid_arguments"),
        ({"claim": "short"}, "invalid_arguments"),
    ],
)
def test_a_claim_is_refused_because(books: Answers, arguments: dict[str, Any], rule: str) -> None:
    assert refusal(issue(books, **arguments))[1] == rule


def test_a_task_has_one_claim(books: Answers) -> None:
    issue(books)
    assert refusal(issue(books, claim="cd" * 32)) == ("conflict", "claim_issued")


def test_a_claim_is_for_one_task(books: Answers) -> None:
    issue(books)
    assert refusal(issue(books, task=43)) == ("conflict", "claim_taken")


def test_a_task_that_knows_who_did_it_needs_no_claim() -> None:
    books = Answers(Ledger()).given(created(), accepted(person=5), reserved(), completed())
    assert refusal(issue(books)) == ("conflict", "payee_known")


def test_a_task_that_is_not_done_has_no_claim() -> None:
    books = Answers(Ledger()).given(created(), accepted(), reserved())
    assert refusal(issue(books)) == ("conflict", "task_not_completed")


def test_a_task_that_promised_nothing_has_no_claim() -> None:
    books = Answers(Ledger()).given(created(bounty=0), accepted(), completed())
    assert refusal(issue(books)) == ("conflict", "nothing_reserved")


def test_a_number_that_was_paid_by_hand_has_no_claim(books: Answers) -> None:
    books.given(granted_by_hand(42, 6, 500))
    assert refusal(issue(books)) == ("conflict", "duplicate_reference")


def test_a_claim_is_redeemed_once(books: Answers) -> None:
    issue(books)
    decision = redeem(books)
    assert decision.draft is not None
    redeemed = decision.draft.data
    assert isinstance(redeemed, ClaimRedeemed)
    assert (redeemed.task, redeemed.person) == (42, 5)
    assert decision.draft.tags == ("task:42",)
    assert decision.boundary == {f"claim:{DIGEST}", f"timer:claim_expires:{DIGEST}"}
    assert refusal(redeem(books)) == ("conflict", "claim_redeemed")
    assert refusal(redeem(books, person=6)) == ("conflict", "claim_redeemed")


def test_a_claim_that_nobody_issued_is_unknown(books: Answers) -> None:
    assert refusal(redeem(books)) == ("unknown", "unknown_claim")


def test_a_claim_expires_by_the_time_of_the_command(books: Answers) -> None:
    issue(books)
    assert redeem(books, at_s=LATE_S).draft is None
    assert refusal(redeem(books, at_s=LATE_S)) == ("gone", "claim_expired")


def test_a_claim_expires_by_its_timer_whatever_the_command_says(books: Answers) -> None:
    books.given(claim_issued(), claim_timer_fired())
    assert refusal(redeem(books)) == ("gone", "claim_expired")


def test_an_earlier_timer_expires_no_claim(books: Answers) -> None:
    books.given(claim_issued(), claim_timer_fired(EXPIRES - timedelta(seconds=1)))
    assert redeem(books).draft is not None
