"""People give credits to each other, and pay for it."""

from typing import Any

import pytest

from events.credits import Transferred, TransferRefused, WalletOpened
from events.identity import Subject
from handlers.credits.ledger import Ledger
from handlers.credits.rules import AMOUNT_LIMIT
from handlers.decider import Decision
from tests.unit.handlers.credits.stories import Answers, given_credits, legs, opened, refusal

Rich = given_credits(5, 10_000)


@pytest.fixture
def books() -> Answers:
    return Answers(Ledger()).given(*opened(5, 6), Rich)


def transfer(books: Answers, amount: Any = 1_000, **more: Any) -> Decision:
    wish = {"payer": 5, "payee": 6, "amount_milli": amount, "minimum_milli": 10, **more}
    return books.when("transfer", **wish)


def test_the_payee_gets_the_amount_and_the_payer_pays_a_fee_on_top(books: Answers) -> None:
    decision = transfer(books)
    assert decision.draft is not None
    assert legs(decision.draft.data) == {
        "wallet:5": -1_050,
        "wallet:6": 1_000,
        "account:burned": 50,
    }


def test_a_movement_is_found_by_every_account_it_touches_and_by_its_reference(
    books: Answers,
) -> None:
    draft = transfer(books, reference="lunch").draft
    assert draft is not None
    assert draft.subject == "wallet:5"
    assert draft.tags == ("wallet:6", "account:burned", "reference:lunch")


def test_it_rests_on_the_payers_account_and_the_reference(books: Answers) -> None:
    assert transfer(books).boundary == {Subject("wallet:5")}
    assert transfer(books, reference="a").boundary == {"wallet:5", "reference:a"}


def test_it_rests_on_a_wallet_that_is_missing(books: Answers) -> None:
    decision = transfer(books, payee=9)
    assert refusal(decision) == ("unknown", "unknown_wallet")
    assert decision.boundary == {"wallet:5", "wallet:9"}


def test_a_reference_moves_credits_once(books: Answers) -> None:
    transfer(books, reference="lunch")
    decision = transfer(books, 2_000, reference="lunch")
    assert refusal(decision) == ("conflict", "duplicate_reference")
    assert decision.draft is not None
    assert isinstance(decision.draft.data, TransferRefused)
    assert decision.draft.tags == ()  # a refusal uses no reference up


def test_everything_but_one_can_be_given_away(books: Answers) -> None:
    books.given(given_credits(5, 500))
    assert refusal(transfer(books, 10_001)) == ("invalid", "insufficient_funds")
    draft = transfer(books, 10_000).draft
    assert draft is not None
    assert isinstance(draft.data, Transferred)
    assert refusal(transfer(books, 10)) == ("invalid", "insufficient_funds")


def test_a_refused_movement_is_an_event(books: Answers) -> None:
    draft = transfer(books, 100_000).draft
    assert draft is not None
    refused = draft.data
    assert isinstance(refused, TransferRefused)
    assert (refused.payer, refused.payee, refused.amount_milli) == ("wallet:5", "wallet:6", 100_000)
    assert refused.rule == "insufficient_funds"
    assert draft.subject == "wallet:5"


@pytest.mark.parametrize(
    ("arguments", "rule"),
    [
        ({"payee": 5}, "self_transfer"),
        ({"amount": 19, "minimum_milli": 20}, "below_minimum"),
        ({"payer": 8}, "unknown_wallet"),
    ],
)
def test_it_is_refused_because(books: Answers, arguments: dict[str, Any], rule: str) -> None:
    assert refusal(transfer(books, **arguments))[1] == rule


@pytest.mark.parametrize(
    "arguments",
    [
        {"amount": 0},
        {"amount": -1},
        {"amount": 10.5},
        {"amount": 1_000.0},
        {"amount": "1000"},
        {"amount": True},
        {"amount": None},
        {"amount": AMOUNT_LIMIT + 1},
        {"amount": float("inf")},
        {"payer": 0},
        {"payee": 0},
        {"payer": -5},
        {"minimum_milli": 0},
        {"reference": ""},
        {"reference": "task:42"},
        {"reference": "infra:env_01:1"},
        {"reference": "a\nb"},
        {"reference": "x" * 201},
        {"description": "x" * 501},
        {"colour": "red"},
    ],
    ids=str,
)
def test_what_is_no_transfer_leaves_no_event(books: Answers, arguments: dict[str, Any]) -> None:
    decision = transfer(books, **arguments)
    assert refusal(decision) == ("invalid", "invalid_arguments")
    assert decision.draft is None


def test_no_other_command_is_known(books: Answers) -> None:
    assert refusal(books.when("mint", person=5)) == ("invalid", "unknown_command")


def test_a_wallet_is_opened_once(books: Answers) -> None:
    draft = books.when("open_wallet", person=7).draft
    assert draft is not None
    assert isinstance(draft.data, WalletOpened)
    again = books.when("open_wallet", person=7)
    assert (again.draft, again.refused) == (None, None)
    assert again.boundary == {"wallet:7"}
