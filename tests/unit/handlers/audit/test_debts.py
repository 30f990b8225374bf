"""Debts: what never moved is found as well, once whoever pays has had the time to move it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from events.envelope import Recorded
from events.identity import Position
from handlers.audit import Auditor
from tests.unit.handlers.audit.evidence import by_hand, commanded, found, log_of, movement, paid
from tests.unit.handlers.audit.test_promises import TAKEN, released, reserved
from tests.unit.handlers.credits.stories import (
    cancelled,
    claim_issued,
    claim_redeemed,
    claim_timer_fired,
    completed,
    created,
    expired,
    opened,
    registered,
    xp_granted,
)

DONE = completed(person=5)
BY_NOBODY = replace(TAKEN, data_json=TAKEN.data_json.replace(b'"person":5', b'"person":null'))
CLAIMED = [*opened(6), created(), BY_NOBODY, reserved(1_000, cause=BY_NOBODY), completed()]
CLAIMED += [claim_issued()]
"""Positions 1 to 6."""

NOT_RESERVED = "1000 were promised for task 42, and not reserved"


def audited(*events: Recorded | Sequence[Recorded]) -> Auditor:
    auditor = Auditor()
    auditor.take(log_of(*events))
    return auditor


def owed(*events: Recorded | Sequence[Recorded]) -> list[tuple[int, str]]:
    """What is owed after these events, which are beyond reproach otherwise."""
    assert found(*events) == []
    return [(one.position, one.what) for one in audited(*events).owed]


def test_a_payment_that_never_happened_is_owed() -> None:
    never = "1000 for task 42 were not paid to wallet:5"
    assert owed(created(), TAKEN) == [(2, NOT_RESERVED)]
    assert owed(created(), TAKEN, DONE) == [(2, NOT_RESERVED), (3, never)]
    assert owed(created(), TAKEN, reserved(1_000), DONE) == [(4, never)]
    assert owed(opened(5), created(), TAKEN, reserved(1_000), DONE, paid(1_000)) == []


def test_who_pays_may_come_to_it_later() -> None:
    assert owed(opened(5), created(), TAKEN, DONE, reserved(1_000), paid(1_000)) == []


def test_what_the_zone_adds_is_owed_as_well() -> None:
    zone = (registered("env_01"), xp_granted("env_01", 1_000))
    said = owed(zone, created(zone="main"), TAKEN)
    assert said == [(4, "1500 were promised for task 42, and not reserved")]


def test_what_nobody_did_is_owed_to_the_system() -> None:
    back = "1000 for task 42 were not given back"
    taken = (created(), TAKEN, reserved(1_000))
    assert owed(*taken, cancelled()) == [(4, back)]
    assert owed(*taken, cancelled(), released(1_000)) == []
    late = created(expires_at=TAKEN.time)
    days_later = expired(at_s=timedelta(days=2).total_seconds())
    assert owed(late, *taken[1:], days_later) == [(4, back)]
    assert owed(late, *taken[1:], expired()) == []  # too early, so it changed nothing


def test_what_nobody_took_is_owed_to_nobody() -> None:
    assert owed(created(), cancelled()) == []
    assert owed(created(expires_at=TAKEN.time), expired()) == []


def test_a_task_without_a_bounty_owes_nothing() -> None:
    assert owed(created(bounty=0), TAKEN, DONE) == []


def test_a_reward_without_an_owner_waits_for_a_claim() -> None:
    assert owed(CLAIMED[:5]) == owed(CLAIMED) == []


def test_a_claim_is_owed_to_who_redeemed_it() -> None:
    redeemed = (CLAIMED, claim_redeemed(person=6))
    assert owed(*redeemed) == [(7, "1000 for task 42 were not paid to wallet:6")]
    assert owed(*redeemed, paid(1_000, person=6)) == []


def test_an_expired_claim_is_owed_to_the_system() -> None:
    late = (CLAIMED, claim_timer_fired())
    assert owed(*late) == [(7, "1000 for task 42 were not given back")]
    assert owed(*late, released(1_000)) == []
    assert owed(*late, by_hand(600, 42, 6), released(1_000)) == []


def test_what_was_paid_by_hand_is_owed_no_more() -> None:
    command = commanded("grant_reward", person=6, amount_milli=600, task=42)
    granted = movement(
        ("escrow:42", "wallet:6", 600, "TASK_REWARD"),
        ("escrow:42", "wallet:0", 400, "ESCROW_RELEASE"),
        reference="task:42",
        command=command,
    )
    withdrawn = replace(granted, tags=(*granted.tags, claim_issued().subject))
    assert owed(CLAIMED[:5], granted) == []
    assert owed(CLAIMED, withdrawn, claim_timer_fired()) == []


def test_a_number_that_was_paid_by_hand_before_promises_nothing() -> None:
    before = (opened(5), by_hand(700, 42))
    assert owed(*before, created(), TAKEN, DONE) == []
    assert found(*before, created(), TAKEN, reserved(1_000)) == [
        (5, "reserves for task 42, which nobody has just taken")
    ]


@pytest.mark.parametrize(("decided", "failures"), [(0, 0), (1, 0), (2, 1), (3, 2), (9, 2)])
def test_what_whoever_pays_has_passed_by_is_a_failure(decided: int, failures: int) -> None:
    auditor = audited(created(), TAKEN, DONE)
    auditor.call_in(Position(decided))
    assert (auditor.failures, len(auditor.owed)) == (failures, 2 - failures)
    assert [one.position for one in auditor.findings] == [2, 3][:failures]


def test_a_failure_names_what_the_debt_follows_from() -> None:
    auditor = audited(created(), TAKEN)
    auditor.call_in(Position(2))
    assert auditor.findings[0].as_object() == {
        "position": 2,
        "event": str(TAKEN.id),
        "what": NOT_RESERVED,
    }
