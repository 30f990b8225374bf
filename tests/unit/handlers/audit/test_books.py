"""The auditor's books: balances at every position, and accounts that are named."""

from events.credits import Transferred
from handlers.audit.books import Books
from tests.unit.handlers.audit.evidence import (
    burned,
    by_hand,
    found,
    has,
    log_of,
    sent,
    untagged,
)
from tests.unit.handlers.credits.stories import opened


def test_an_account_that_is_not_named_is_found() -> None:
    hidden = untagged(by_hand(1_000, 900), "wallet:5")
    assert found(opened(5), hidden) == [(2, "moves wallet:5 without naming it as subject or tag")]


def test_below_zero_is_found_where_it_was_so_for_a_moment() -> None:
    events = (has(5, 100), opened(6), sent(1_000, 50), by_hand(1_000, 901))
    assert found(*events) == [(4, "leaves wallet:5 at -950, below 0")]


def test_the_system_alone_may_be_below_zero() -> None:
    assert found(has(5, 10_000)) == []


def test_a_wallet_is_opened_before_it_is_used() -> None:
    assert found(by_hand(10, 900)) == [(1, "moves wallet:5, which was never opened")]


def test_circulating_is_known_for_every_position() -> None:
    books = Books()
    books.open("wallet:5")
    books.open("wallet:6")
    for event in log_of(has(5, 1_000), opened(6), sent(100, 5), burned(10)):
        if isinstance(event.data, Transferred):
            assert list(books.take(event, event.data)) == []
    assert [books.circulating_at(position) for position in range(6)] == [
        0,
        0,
        1_000,
        1_000,
        995,
        985,
    ]
