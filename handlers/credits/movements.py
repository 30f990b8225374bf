"""Movements of credits: their legs, and the subject and tags that they are found by."""

from collections.abc import Iterable

from events.command import Command
from events.credits import Leg, TransactionType, Transferred
from events.envelope import Draft
from events.identity import Subject
from handlers.decider import REFERENCE


def moved(
    payer: Subject, payee: Subject, amount_milli: int, transaction_type: TransactionType
) -> tuple[Leg, Leg]:
    """Both sides of an amount that goes from one account to another."""
    return (
        Leg(account=payer, amount_milli=-amount_milli, transaction_type=transaction_type),
        Leg(account=payee, amount_milli=amount_milli, transaction_type=transaction_type),
    )


def movement(
    subject: Subject,
    legs: tuple[Leg, ...],
    *tags: Subject,
    reference: str | None = None,
    description: str | None = None,
    command: Command | None = None,
) -> Draft:
    """A movement about an account, tagged by the other accounts and the reference."""
    data = Transferred(legs=legs, reference=reference, description=description, command=command)
    accounts = [Subject.parse(leg.account) for leg in legs]
    used = () if reference is None else (reference_subject(reference),)
    return Draft(data, subject, _others(subject, (*accounts, *used, *tags)))


def reference_subject(reference: str) -> Subject:
    """The tag of what moves credits once only."""
    return Subject.of(REFERENCE, reference)


def task_subject(task: int) -> Subject:
    return Subject.of("task", task)


def task_reference(task: int) -> str:
    """A task is paid once, ever."""
    return f"task:{task}"


def _others(subject: Subject, tags: Iterable[Subject]) -> tuple[Subject, ...]:
    """Each once, in order."""
    return tuple(tag for tag in dict.fromkeys(tags) if tag != subject)
