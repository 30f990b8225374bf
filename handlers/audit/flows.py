"""The shape of a movement: which kinds of flow there are, between whom, and which go together.

What has another shape moved credits by no rule at all, and is held against no other.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from events.credits import Leg, TransactionType, Transferred
from events.envelope import Recorded

Kind = Literal["system", "person", "escrow", "burned"]

SYSTEM = "wallet:0"
BURNED = "account:burned"

_NUMBERED = re.compile(r"(wallet|escrow):([1-9][0-9]{0,11})")

WAYS: Mapping[TransactionType, frozenset[tuple[Kind, Kind]]] = {
    "TASK_REWARD": frozenset({("escrow", "person"), ("system", "person")}),
    "P2P_TRANSFER": frozenset({("person", "person")}),
    "FEE_BURN": frozenset({("person", "burned")}),
    "DEMURRAGE_BURN": frozenset({("person", "burned")}),
    "INFRASTRUCTURE_REWARD": frozenset({("system", "person")}),
    "ESCROW_RESERVE": frozenset({("system", "escrow")}),
    "ESCROW_RELEASE": frozenset({("escrow", "system")}),
}
"""Who may give to whom."""

TOGETHER: frozenset[frozenset[TransactionType]] = frozenset(
    {
        frozenset({"TASK_REWARD"}),
        frozenset({"TASK_REWARD", "ESCROW_RELEASE"}),
        frozenset({"P2P_TRANSFER", "FEE_BURN"}),
        frozenset({"DEMURRAGE_BURN"}),
        frozenset({"INFRASTRUCTURE_REWARD"}),
        frozenset({"ESCROW_RESERVE"}),
        frozenset({"ESCROW_RELEASE"}),
    }
)
"""What one movement may be made of."""


@dataclass(frozen=True, slots=True)
class Flow:
    """What goes from one account to another."""

    payer: str
    payee: str
    amount_milli: int


@dataclass(frozen=True, slots=True)
class Movement:
    """A movement whose shape is right."""

    event: Recorded
    data: Transferred
    flows: Mapping[TransactionType, Flow]


def kind_of(account: str) -> Kind | None:
    """None of what is no account."""
    if account in {SYSTEM, BURNED}:
        return "system" if account == SYSTEM else "burned"
    numbered = _NUMBERED.fullmatch(account)
    if numbered is None:
        return None
    return "person" if numbered[1] == "wallet" else "escrow"


def number_of(account: str) -> int:
    """The person or the task that an account is for."""
    return int(account.partition(":")[2])


def movement_of(event: Recorded, data: Transferred) -> Movement:
    """Of a movement that nothing is wrong with by `misshapen`."""
    flows = {kind: _flow(legs) for kind, legs in _by_kind(data).items()}
    return Movement(event, data, flows)


def misshapen(data: Transferred) -> Iterator[str]:
    """What is wrong with the shape of a movement."""
    by_kind = _by_kind(data)
    if frozenset(by_kind) not in TOGETHER:
        yield f"is made of {' and '.join(by_kind)}, which do not go together"
    for kind, legs in by_kind.items():
        if len(legs) != 2 or legs[0].amount_milli == 0:
            yield f"its {kind} is not one payer and one payee"
            continue
        flow = _flow(legs)
        if (kind_of(flow.payer), kind_of(flow.payee)) not in WAYS[kind]:
            yield f"{flow.payer} gives {flow.amount_milli} to {flow.payee} as {kind}"


def _by_kind(data: Transferred) -> dict[TransactionType, list[Leg]]:
    by_kind: dict[TransactionType, list[Leg]] = {}
    for leg in data.legs:
        by_kind.setdefault(leg.transaction_type, []).append(leg)
    return by_kind


def _flow(legs: list[Leg]) -> Flow:
    payer, payee = sorted(legs, key=lambda leg: leg.amount_milli)
    return Flow(payer.account, payee.account, payee.amount_milli)
