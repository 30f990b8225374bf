"""Credits: every movement has legs that sum to zero (R7). Amounts are integer milli-credits."""

from datetime import datetime
from typing import Literal, Self

from pydantic import Field, model_validator

from events.command import Command
from events.identity import Subject
from events.payload import Part, Payload

SYSTEM = Subject("wallet:0")
"""The system's own account: what it gave away and has not got back, below zero."""

BURNED = Subject("account:burned")
"""Where credits go that nobody is to have any more."""


def wallet(person: int) -> Subject:
    """The account of a person, by user number."""
    return Subject.of("wallet", person)


def escrow(task: int) -> Subject:
    """The account in which a task's reward waits for who does the task."""
    return Subject.of("escrow", task)


TransactionType = Literal[
    "TASK_REWARD",
    "P2P_TRANSFER",
    "FEE_BURN",
    "DEMURRAGE_BURN",
    "INFRASTRUCTURE_REWARD",
    "ESCROW_RESERVE",
    "ESCROW_RELEASE",
]


class Leg(Part):
    """One side of a movement."""

    account: str
    """`wallet:5`, `wallet:0` (the system), `account:burned`, `escrow:42`."""
    amount_milli: int
    """Positive is received, negative is given."""
    transaction_type: TransactionType


class WalletOpened(Payload):
    """An account exists from now on."""

    wallet: int
    """The person's user number; 0 is the system."""
    command: Command | None = None


class Transferred(Payload):
    """Credits moved; the legs sum to zero, those of each transaction type by themselves too."""

    legs: tuple[Leg, ...] = Field(min_length=2)
    reference: str | None = None
    """What it is for: `task:42`, `infra:env_01:…`; a reference moves credits once, ever."""
    description: str | None = None
    command: Command | None = None
    """Absent where another event caused the movement, as a completed task its payment."""

    @model_validator(mode="after")
    def _balances(self) -> Self:
        totals = dict.fromkeys((leg.transaction_type for leg in self.legs), 0)
        for leg in self.legs:
            totals[leg.transaction_type] += leg.amount_milli
        for transaction_type, total in totals.items():
            if total:
                raise ValueError(f"legs of {transaction_type} must sum to 0, they sum to {total}")
        return self


class TransferRefused(Payload):
    """Credits were asked to move and did not."""

    payer: str
    payee: str | None = None
    amount_milli: int
    rule: str
    """The rule that refused: `insufficient_funds`, `below_minimum` …"""
    reason: str
    command: Command | None = None


class RewardRateChanged(Payload, exogenous=True):
    """An operator set what a kind of device earns."""

    device_type: str
    rate_per_hour_milli: int = Field(ge=0)
    min_uptime_s: int = Field(ge=0)


class ClaimIssued(Payload):
    """A one-time right to be paid was made out for a task done without signing in."""

    claim: str
    """Digest of the token; the token itself is only on the screen."""
    task: int
    amount_milli: int = Field(ge=0)
    expires_at: datetime
    command: Command | None = None


class ClaimRedeemed(Payload):
    """A person used the right to be paid."""

    claim: str
    task: int
    person: int
    command: Command | None = None
