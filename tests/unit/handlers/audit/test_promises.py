"""Promises: what is reserved is what was promised, and it leaves escrow as a whole, once."""

import pytest

from events.envelope import Recorded
from tests.unit.handlers.audit.evidence import found, identified, movement, paid
from tests.unit.handlers.credits.stories import (
    accepted,
    cancelled,
    completed,
    created,
    opened,
    registered,
    xp_granted,
)

TAKEN = identified(accepted(person=5), 7)


def reserved(amount: int, task: int = 42, cause: Recorded | None = TAKEN) -> Recorded:
    return movement(("wallet:0", f"escrow:{task}", amount, "ESCROW_RESERVE"), cause=cause)


def released(amount: int, task: int = 42) -> Recorded:
    return movement((f"escrow:{task}", "wallet:0", amount, "ESCROW_RELEASE"))


def test_what_was_promised_is_reserved_and_given_back() -> None:
    assert found(created(), TAKEN, reserved(1_000), cancelled(), released(1_000)) == []


def test_the_zone_raises_what_is_promised() -> None:
    zone = (registered("env_01"), xp_granted("env_01", 1_000))
    task = created(zone="main")
    assert found(zone, task, TAKEN, reserved(1_500)) == []
    assert found(zone, task, TAKEN, reserved(1_000)) == [
        (5, "reserves 1000 where 1500 were promised")
    ]


@pytest.mark.parametrize(
    ("task", "cause"), [(42, None), (43, TAKEN), (42, identified(accepted(), 8))], ids=str
)
def test_what_nobody_has_taken_needs_no_reserve(task: int, cause: Recorded | None) -> None:
    said = [what for _, what in found(created(), TAKEN, reserved(1_000, task, cause))]
    assert said == [f"reserves for task {task}, which nobody has just taken"]


def test_it_is_reserved_once() -> None:
    said = found(created(), TAKEN, reserved(1_000), reserved(1_000))
    assert (4, "reserves for task 42 a second time") in said


def test_less_than_was_reserved_is_not_given_back() -> None:
    said = found(created(), TAKEN, reserved(1_000), cancelled(), released(999))
    assert said == [(5, "gives back 999 where 1000 were reserved")]


def test_it_is_given_back_once() -> None:
    said = found(created(), TAKEN, reserved(1_000), cancelled(), released(1_000), released(1_000))
    assert said == [
        (6, "gives back 1000 where 0 were reserved"),
        (6, "leaves escrow:42 at -1000, below 0"),
    ]


def test_it_is_not_given_back_while_somebody_is_at_it() -> None:
    said = found(created(), TAKEN, reserved(1_000), released(1_000))
    assert said == [(4, "gives back the reward of task 42, which is not over")]


def test_it_is_not_given_back_where_it_was_earned() -> None:
    done = completed(person=5)
    said = found(created(), TAKEN, reserved(1_000), done, released(1_000))
    assert said == [(5, "gives back the reward of task 42, which was done")]


def test_what_was_given_back_is_not_paid() -> None:
    events = (created(), TAKEN, reserved(1_000), cancelled(), released(1_000), paid(1_000))
    assert (7, "pays 1000 where 0 were reserved") in found(opened(5), events)
