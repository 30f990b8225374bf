"""What was promised when a task was taken is what is paid when it is done, once."""

from dataclasses import replace

import pytest

from events.credits import Transferred, TransferRefused, WalletOpened
from events.envelope import Recorded
from events.identity import Subject
from events.tasks import Merged
from handlers.credits.movements import moved, movement
from handlers.credits.payments import TaskPayments
from tests.unit.handlers.credits.stories import (
    BY_HAND,
    DIGEST,
    accepted,
    cancelled,
    claim_issued,
    claim_redeemed,
    claim_timer_fired,
    completed,
    created,
    expired,
    granted_by_hand,
    moves,
    of_draft,
    opened,
    registered,
    task,
    xp_granted,
)
from tests.unit.story import START, Story

RESERVED = {"wallet:0": -1_000, "escrow:42": 1_000}
RELEASED = {"wallet:0": 1_000, "escrow:42": -1_000}
PAID = {"escrow:42": -1_000, "wallet:5": 1_000}


@pytest.fixture
def story() -> Story:
    return Story(TaskPayments()).given(*opened(5, 6), created())


def test_a_task_that_is_taken_reserves_its_reward(story: Story) -> None:
    (draft,) = story.reactor.step(story.state, accepted(person=5))
    assert moves([draft.data]) == [RESERVED]
    assert (draft.subject, draft.tags) == ("escrow:42", ("wallet:0", "task:42"))


def test_a_task_that_is_done_pays_who_took_it(story: Story) -> None:
    story.given(accepted(person=5))
    (draft,) = story.reactor.step(story.state, completed(person=6))
    assert moves([draft.data]) == [PAID]
    assert isinstance(draft.data, Transferred)
    assert (draft.data.reference, draft.data.command) == ("task:42", None)
    assert (draft.subject, draft.tags) == (
        "wallet:5",
        ("escrow:42", "reference:task:42", "task:42"),
    )


def test_where_nobody_took_it_by_name_it_pays_who_reported_it(story: Story) -> None:
    story.given(accepted())
    assert moves(story.when(completed(person=5))) == [PAID]


def test_nothing_is_paid_twice(story: Story) -> None:
    story.given(accepted(person=5), completed())
    assert story.when(completed(person=6), cancelled(), expired(at_s=9e6)) == []


def test_what_does_not_fit_the_task_is_ignored(story: Story) -> None:
    assert story.when(completed(person=5), accepted(43, 5)) == []
    story.given(accepted(person=5))
    assert story.when(accepted(person=6)) == []


def test_the_experience_of_the_zones_devices_raises_the_reward() -> None:
    story = Story(TaskPayments()).given(
        registered("a"), registered("b"), registered("far", "lab"), registered("off", active=False)
    )
    story.given(xp_granted("a", 1_000), xp_granted("far", 9_000), created(zone="main"))
    assert moves(story.when(accepted(person=5)))[0]["escrow:42"] == 1_250


def test_the_reward_is_fixed_when_the_task_is_taken(story: Story) -> None:
    story.given(accepted(person=5))
    story.given(task(Merged(task=42, request="x", reason="same", changes={"bounty_milli": 9_000})))
    assert moves(story.when(completed())) == [PAID]


def test_a_bounty_of_nothing_moves_nothing() -> None:
    story = Story(TaskPayments()).given(created(bounty=0))
    assert story.when(accepted(person=5), completed()) == []


@pytest.mark.parametrize("end", [cancelled(), expired(at_s=200_000)], ids=["cancelled", "expired"])
def test_a_task_that_ends_undone_gives_its_reward_back(end: Recorded) -> None:
    story = Story(TaskPayments()).given(created(expires_at=START), accepted(person=5))
    assert moves(story.when(end)) == [RELEASED]


def test_a_task_that_nobody_took_has_nothing_to_give_back(story: Story) -> None:
    assert story.when(cancelled()) == []


def test_a_wallet_is_opened_for_who_has_none(story: Story) -> None:
    story.given(accepted(person=9))
    wallet_opened, paid = story.when(completed())
    assert wallet_opened == WalletOpened(wallet=9)
    assert moves([paid])[0]["wallet:9"] == 1_000
    story.given(created(43), accepted(43, 9))
    assert len(story.when(completed(43))) == 1


@pytest.fixture
def claimable(story: Story) -> Story:
    """Done, and nobody knows by whom."""
    assert story.given(accepted()).when(completed()) == []
    return story.given(claim_issued())


def test_a_claim_pays_who_redeems_it(claimable: Story) -> None:
    assert moves(claimable.when(claim_redeemed(person=5))) == [PAID]
    assert claimable.when(claim_timer_fired(), claim_redeemed(person=6)) == []


def test_a_claim_that_expires_gives_the_reward_back(claimable: Story) -> None:
    assert moves(claimable.when(claim_timer_fired())) == [RELEASED]
    assert claimable.when(claim_redeemed(), claim_timer_fired()) == []


def test_a_timer_of_something_else_says_nothing(claimable: Story) -> None:
    event = claim_timer_fired()
    other = replace(event, subject=Subject("timer:device_silent:env_01"))
    assert claimable.when(other) == []


def test_a_grant_by_hand_out_of_escrow_leaves_nothing_to_pay(claimable: Story) -> None:
    wallet, escrow = Subject("wallet:6"), Subject("escrow:42")
    tags = (Subject("task:42"), Subject(f"claim:{DIGEST}"))
    legs = moved(escrow, wallet, 1_000, "TASK_REWARD")
    grant = movement(wallet, legs, *tags, reference="task:42", command=BY_HAND)
    claimable.given(of_draft(grant))
    assert claimable.when(claim_redeemed(), claim_timer_fired()) == []


def test_a_number_that_was_paid_by_hand_before_is_not_paid_again() -> None:
    story = Story(TaskPayments()).given(granted_by_hand(42, 5, 700), created())
    assert story.when(accepted(person=6)) == []
    (refused,) = story.when(completed())
    assert refused == TransferRefused(
        payer="wallet:0",
        payee="wallet:6",
        amount_milli=1_000,
        rule="duplicate_reference",
        reason="task:42 was paid by hand before",
    )


def test_its_own_movements_tell_it_nothing(story: Story) -> None:
    reserve = story.reactor.step(story.state, accepted(person=5))
    payment = story.reactor.step(story.state, completed())
    before = dict(story.state.rows())
    assert story.when(*(of_draft(draft) for draft in (*reserve, *payment))) == []
    assert story.state.rows() == before


def test_what_is_over_takes_no_room(story: Story) -> None:
    before = len(story.state)
    for number in range(100, 110):
        story.given(created(number), accepted(number, 5), completed(number))
    assert len(story.state) == before
