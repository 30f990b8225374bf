"""The books as a command finds them, and what an answer to a command is made with."""

from dataclasses import dataclass
from typing import Any

from events.command import Command
from events.credits import SYSTEM, TransferRefused, wallet
from events.envelope import Draft
from events.identity import Subject
from handlers.decider import Decision, Known, Refused
from projections.accounts import Account, Accounts
from projections.claims import Claim, Claims
from projections.projection import Projection, State
from projections.reserves import Reserves
from projections.rewards import Reward, Rewards
from projections.supply import SupplyProjection
from projections.tasks import Task, Tasks

ACCOUNTS, CLAIMS, REWARDS, TASKS = Accounts(), Claims(), Rewards(), Tasks()

SUPPLY = SupplyProjection()
"""No decision rests on it, but a command is given the minimum that follows from it."""

RESERVES = Reserves()
"""Nor on this, but people are told of it together with their balance."""

KNOWN: tuple[Projection[Any], ...] = (ACCOUNTS, CLAIMS, REWARDS, TASKS, SUPPLY, RESERVES)


@dataclass(frozen=True, slots=True)
class Books:
    """The rows that decisions about credits rest on."""

    accounts: State[Account]
    claims: State[Claim]
    rewards: State[Reward]
    tasks: State[Task]

    @classmethod
    def of(cls, known: Known) -> "Books":
        return cls(known.of(ACCOUNTS), known.of(CLAIMS), known.of(REWARDS), known.of(TASKS))

    def is_open(self, person: int) -> bool:
        return self.accounts.get(wallet(person)) is not None

    def claim_of(self, reward: Reward | None) -> Claim | None:
        return self.claims.get(reward.claim) if reward is not None and reward.claim else None

    def balance(self, account: Subject) -> int:
        known = self.accounts.get(account)
        return 0 if known is None else known.balance_milli


def refused(why: Refused, boundary: frozenset[Subject] = frozenset()) -> Decision:
    """A refusal that leaves no trace: no credits were about to move."""
    return Decision(None, boundary, why)


def not_moved(
    why: Refused,
    boundary: frozenset[Subject],
    payer: Subject,
    payee: Subject,
    amount_milli: int,
    command: Command,
    *tags: Subject,
) -> Decision:
    """A refusal that is an event, about who was to give, or about who was to get of the system."""
    data = TransferRefused(
        payer=payer,
        payee=payee,
        amount_milli=amount_milli,
        rule=why.rule,
        reason=why.reason,
        command=command,
    )
    return Decision(Draft(data, payer if payer != SYSTEM else payee, tags), boundary, why)


DUPLICATE = "duplicate_reference"


def duplicate(reference: str) -> Refused:
    return Refused("conflict", DUPLICATE, f"{reference} has moved credits before")


def unknown_wallet(person: int) -> Refused:
    return Refused("unknown", "unknown_wallet", f"{wallet(person)} has not been opened")
