"""A page of a statement is read back from the nearest mark above it."""

from dataclasses import replace
from itertools import count

import pytest

from events.credits import SYSTEM, wallet
from events.envelope import Draft, Recorded
from events.identity import Position
from handlers.credits.movements import moved, movement
from projections.statement_marks import (
    EVERY,
    Entry,
    StatementMark,
    StatementMarks,
    entries_back,
    mark_above,
)
from tests.unit.handlers.credits.stories import of_draft, reserved
from tests.unit.story import folded

FIVE = wallet(5)


def paid(amount: int) -> Draft:
    return movement(FIVE, moved(SYSTEM, FIVE, amount, "TASK_REWARD"))


def both(amount: int) -> Draft:
    """Two entries at once."""
    legs = (*moved(FIVE, wallet(6), amount, "P2P_TRANSFER"), *moved(FIVE, SYSTEM, 1, "FEE_BURN"))
    return movement(FIVE, legs)


def a_year() -> list[Recorded]:
    """1,000 events with about 1,500 entries, marks falling on the first leg and on the second."""
    drafts = [both(ordinal) if ordinal % 2 else paid(3 * ordinal) for ordinal in range(1, 1_001)]
    places = zip(count(1), drafts, strict=False)
    return [replace(of_draft(draft), position=Position(at)) for at, draft in places]


EVENTS = a_year()
MARKS: dict[str, StatementMark] = folded(StatementMarks(), EVENTS)


def whole_statement() -> list[Entry]:
    return list(entries_back(MARKS[FIVE], reversed(EVENTS)))


def test_the_statement_ends_at_the_balance_and_begins_at_nothing() -> None:
    newest, *_, oldest = whole_statement()
    assert newest.balance_after_milli == MARKS[FIVE].balance_milli
    assert oldest.number == 1
    assert oldest.balance_after_milli == oldest.leg.amount_milli


@pytest.mark.parametrize("entry", [1, 2, EVERY - 1, EVERY, EVERY + 1, 601, 1_000, 1_400, 1_500])
def test_any_entry_is_near_a_mark(entry: int) -> None:
    mark = MARKS.get(mark_above(FIVE, entry)) or MARKS[FIVE]
    from_mark = [one for one in reversed(EVENTS) if one.position <= mark.position]
    back = []
    for one in entries_back(mark, from_mark):
        back.append(one)
        if one.number == entry:
            break
    assert len(back) <= EVERY + 1
    expected = whole_statement()[-entry]
    assert back[-1] == expected


def test_escrow_has_no_marks() -> None:
    assert set(folded(StatementMarks(), [reserved()])) == {"wallet:0"}
