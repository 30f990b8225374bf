"""What people are told besides their balance: what waits for them, and what it is made of."""

from events.envelope import Recorded
from events.identity import Subject
from handlers.credits.movements import moved, movement
from projections.person_totals import PersonTotals
from projections.reserves import Reserves, reserved_for
from tests.unit.handlers.credits.stories import (
    accepted,
    cancelled,
    completed,
    of_draft,
    opened,
    reserved,
)
from tests.unit.story import folded

ESCROW, WALLET, OTHER = Subject("escrow:42"), Subject("wallet:5"), Subject("wallet:6")
BURNED = Subject("account:burned")
PAID = of_draft(movement(WALLET, moved(ESCROW, WALLET, 1_000, "TASK_REWARD")))


def waits(*events: Recorded, person: int = 5) -> int:
    return reserved_for(person, folded(Reserves(), events).values())


def test_what_is_reserved_waits_for_who_took_the_task_until_it_is_paid() -> None:
    assert waits(accepted(person=5)) == 0
    assert waits(accepted(person=5), reserved()) == 1_000
    assert waits(accepted(person=5), reserved(), person=6) == 0
    assert waits(accepted(person=5), reserved(), completed(person=5)) == 1_000
    assert waits(accepted(person=5), reserved(), completed(person=5), PAID) == 0


def test_two_tasks_wait_side_by_side() -> None:
    taken = [accepted(person=5), reserved(), accepted(43, person=5), reserved(43, amount=70)]
    assert waits(*taken) == 1_070


def test_what_nobody_known_took_waits_for_nobody_known() -> None:
    rows = folded(Reserves(), [accepted(), reserved(), completed()])
    assert [(one.person, one.amount_milli) for one in rows.values()] == [(None, 1_000)]


def test_nothing_is_kept_of_a_task_that_paid_nothing() -> None:
    assert folded(Reserves(), [accepted(person=5), completed(person=5)]) == {}
    assert folded(Reserves(), [accepted(person=5), cancelled()]) == {}


def test_totals_tell_what_came_and_what_went() -> None:
    sent = movement(
        WALLET,
        (*moved(WALLET, OTHER, 400, "P2P_TRANSFER"), *moved(WALLET, BURNED, 20, "FEE_BURN")),
    )
    charged = movement(WALLET, moved(WALLET, BURNED, 11, "DEMURRAGE_BURN"))
    events = [*opened(5, 6), PAID, of_draft(sent), of_draft(charged)]
    rows = folded(PersonTotals(), events)
    total = rows["wallet:5"]
    assert (total.tasks_paid, total.earned_milli, total.sent_milli) == (1, 1_000, 400)
    assert (total.fees_milli, total.demurrage_milli, total.balance_milli) == (20, 11, 569)
    assert rows["wallet:6"].received_milli == rows["wallet:6"].balance_milli == 400
