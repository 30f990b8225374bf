"""grant_reward: a task's reward is paid by hand, out of what the task itself promised.

For a task of ours the amount is never chosen freely: it must be done, unpaid, and at most what was
reserved is paid. A number that our log has never seen is a task of somebody else's: that is a grant
of the system, and the number is used up by it.
"""

from events.credits import SYSTEM, Leg, escrow, wallet
from events.identity import Subject
from handlers.commands import Arguments, kept
from handlers.credits.arguments import AmountMilli, Description, Number
from handlers.credits.books import Books, duplicate, not_moved, unknown_wallet
from handlers.credits.movements import (
    moved,
    movement,
    reference_subject,
    task_reference,
    task_subject,
)
from handlers.decider import Decision, Given, Refused
from projections.claims import Claim, claim_subject, claim_timer
from projections.rewards import Reward
from projections.tasks import task_key


class GrantReward(Arguments):
    """Whom, how much, and what for."""

    person: Number
    amount_milli: AmountMilli
    task: Number
    description: Description | None = None


def grant_reward(books: Books, command: Given, wish: GrantReward) -> Decision:
    payee, task, made = wallet(wish.person), task_subject(wish.task), kept(command, wish)
    reward = books.rewards.get(task_key(wish.task))
    claim = books.claim_of(reward)
    payer = _payer(reward, claim)
    boundary = _boundary(books, command, wish, claim)
    why = _refusal(books, command, wish) or _unpayable(books, wish, reward, claim)
    if why is not None:
        return not_moved(why, boundary, payer, payee, wish.amount_milli, made, task)
    draft = movement(
        payee,
        _legs(wish, payer, reward),
        task,
        *(() if claim is None else (claim_subject(claim.claim),)),
        reference=task_reference(wish.task),
        description=wish.description,
        command=made,
    )
    return Decision(draft, boundary)


def references(wish: GrantReward) -> frozenset[Subject]:
    return frozenset({reference_subject(task_reference(wish.task))})


def _payer(reward: Reward | None, claim: Claim | None) -> Subject:
    """Where the reward lies: in escrow, until the claim for it has expired."""
    is_held = reward is not None and (claim is None or claim.status == "issued")
    return escrow(reward.task) if reward is not None and is_held else SYSTEM


def _legs(wish: GrantReward, payer: Subject, reward: Reward | None) -> tuple[Leg, ...]:
    """The payment; what it leaves in escrow goes back."""
    paid = moved(payer, wallet(wish.person), wish.amount_milli, "TASK_REWARD")
    if reward is None or payer == SYSTEM or reward.amount_milli == wish.amount_milli:
        return paid
    left = reward.amount_milli - wish.amount_milli
    return (*paid, *moved(payer, SYSTEM, left, "ESCROW_RELEASE"))


def _boundary(
    books: Books, command: Given, wish: GrantReward, claim: Claim | None
) -> frozenset[Subject]:
    resting = {task_subject(wish.task), *command.references}
    if not books.is_open(wish.person):
        resting.add(wallet(wish.person))
    if claim is not None:
        resting |= {claim_subject(claim.claim), Subject.of("timer", claim_timer(claim.claim))}
    return frozenset(resting)


def _refusal(books: Books, command: Given, wish: GrantReward) -> Refused | None:
    if command.precedents:
        return duplicate(task_reference(wish.task))
    if not books.is_open(wish.person):
        return unknown_wallet(wish.person)
    task = books.tasks.get(task_key(wish.task))
    if task is not None and task.status != "completed":
        return Refused("conflict", "task_not_completed", f"task {wish.task} is {task.status}")
    return None


def _unpayable(
    books: Books, wish: GrantReward, reward: Reward | None, claim: Claim | None
) -> Refused | None:
    """What speaks against paying a task of ours that is done."""
    task = books.tasks.get(task_key(wish.task))
    if task is None:
        return None
    if task.completed_by is not None or (claim is not None and claim.status == "redeemed"):
        return duplicate(task_reference(wish.task))  # paid, or about to be
    if reward is None:
        return Refused("conflict", "nothing_reserved", f"nothing is reserved for task {wish.task}")
    if wish.amount_milli > reward.amount_milli:
        reason = f"{wish.amount_milli} is more than the reward of {reward.amount_milli}"
        return Refused("invalid", "above_reward", reason)
    return None
