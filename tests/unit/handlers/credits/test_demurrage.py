"""What a balance costs a day."""

import pytest

from events.credits import Transferred
from handlers.credits.ledger import Ledger
from handlers.decider import Decision
from tests.unit.handlers.credits.stories import Answers, given_credits, legs, opened, refusal


@pytest.fixture
def books() -> Answers:
    return Answers(Ledger()).given(*opened(5, 6), given_credits(5, 10_000))


def charge(books: Answers, day: str = "2026-11-26", person: int = 5) -> Decision:
    return books.when("charge_demurrage", person=person, day=day)


def test_two_percent_are_burned(books: Answers) -> None:
    draft = charge(books).draft
    assert draft is not None
    assert isinstance(draft.data, Transferred)
    assert legs(draft.data) == {"wallet:5": -200, "account:burned": 200}
    assert {leg.transaction_type for leg in draft.data.legs} == {"DEMURRAGE_BURN"}


def test_each_day_costs_once(books: Answers) -> None:
    charge(books)
    again = charge(books)
    assert (again.draft, again.refused) == (None, None)
    draft = charge(books, "2026-11-27").draft
    assert draft is not None
    assert legs(draft.data)["wallet:5"] == -196


def test_it_rests_on_the_account_and_the_day(books: Answers) -> None:
    assert charge(books).boundary == {"wallet:5", "reference:demurrage:2026-11-26:5"}


def test_a_small_balance_costs_nothing(books: Answers) -> None:
    books.given(given_credits(6, 100))
    assert charge(books, person=6).draft is None


def test_there_is_a_wallet_to_charge(books: Answers) -> None:
    assert refusal(charge(books, person=8)) == ("unknown", "unknown_wallet")
    assert refusal(charge(books, person=0)) == ("invalid", "invalid_arguments")
    assert refusal(charge(books, "someday")) == ("invalid", "invalid_arguments")
