"""issue_claim: a right to be paid is made out for a task that somebody did without signing in.

The amount is what was reserved for the task, and stated only to be checked. The same claim again
changes nothing: its token is shown again after a reload.
"""

from collections.abc import Iterable, Iterator
from datetime import timedelta

from pydantic import AwareDatetime

from events.credits import ClaimIssued
from events.envelope import Draft, Recorded
from events.identity import Subject
from events.tasks import Completed
from handlers.commands import Arguments, kept
from handlers.credits.arguments import AmountMilli, Digest, Number
from handlers.credits.books import Books, duplicate, refused
from handlers.credits.movements import reference_subject, task_reference, task_subject
from handlers.decider import Decision, Given, Refused
from projections.claims import claim_subject
from projections.rewards import Reward
from projections.tasks import Task, task_in, task_key

VALID_FOR = timedelta(hours=24)
"""After the task was done."""


class IssueClaim(Arguments):
    """The digest of a token, and what it is good for."""

    claim: Digest
    task: Number
    amount_milli: AmountMilli
    expires_at: AwareDatetime


def issue_claim(books: Books, command: Given, wish: IssueClaim) -> Decision:
    subject, task = claim_subject(wish.claim), task_subject(wish.task)
    boundary = command.references | {subject, task}
    known = books.claims.get(wish.claim)
    if known is not None and known.task == wish.task:
        return Decision(None, boundary)
    why = _taken(books, command, wish) or _unfit(books, wish)
    if why is not None:
        return refused(why, boundary)
    issued = ClaimIssued(
        claim=wish.claim,
        task=wish.task,
        amount_milli=wish.amount_milli,
        expires_at=wish.expires_at,
        command=kept(command, wish),
    )
    return Decision(Draft(issued, subject, (task,)), boundary)


def references(wish: IssueClaim) -> frozenset[Subject]:
    return frozenset({reference_subject(task_reference(wish.task))})


def _taken(books: Books, command: Given, wish: IssueClaim) -> Refused | None:
    if books.claims.get(wish.claim) is not None:
        return Refused("conflict", "claim_taken", "the claim is for another task")
    if command.precedents:
        return duplicate(task_reference(wish.task))
    if wish.expires_at <= command.time:
        return Refused("invalid", "expired_at_birth", f"the claim would expire {wish.expires_at}")
    return None


def _unfit(books: Books, wish: IssueClaim) -> Refused | None:
    task = books.tasks.get(task_key(wish.task))
    if task is None:
        return Refused("unknown", "unknown_task", f"there is no task {wish.task}")
    if task.status != "completed":
        return Refused("conflict", "task_not_completed", f"task {task.task} is {task.status}")
    if task.completed_by is not None:
        return Refused("conflict", "payee_known", f"task {task.task} is paid to who did it")
    return _unlike(books.rewards.get(task_key(wish.task)), task, wish)


def _unlike(reward: Reward | None, task: Task, wish: IssueClaim) -> Refused | None:
    if reward is None:
        return Refused("conflict", "nothing_reserved", f"nothing is reserved for task {task.task}")
    if reward.claim is not None:
        return Refused("conflict", "claim_issued", f"task {task.task} has another claim")
    if reward.amount_milli != wish.amount_milli:
        return Refused("invalid", "wrong_amount", f"the reward is {reward.amount_milli}")
    return None


def tasks_in(events: Iterable[Recorded]) -> Iterator[int]:
    """The tasks for which a claim may be due now: done, or their reward reserved."""
    for event in events:
        if event.type == Completed.event_type:
            yield task_in(event.data)
        elif event.subject.kind == "escrow":
            yield int(event.subject.name)


def unclaimed(books: Books, task: int) -> Reward | None:
    """The reward of a task that is done and that nobody has a claim to yet."""
    found, reward = books.tasks.get(task_key(task)), books.rewards.get(task_key(task))
    is_due = found is not None and found.status == "completed" and found.completed_by is None
    return reward if is_due and reward is not None and reward.claim is None else None
