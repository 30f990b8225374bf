"""The shape of a movement: which kinds of flow there are, between whom, and which go together.

What has another shape moved credits by no rule at all, and is held against no other.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Literal, NamedTuple

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


class Flow(NamedTuple):
    """What goes from one account to another."""

    payer: str
    payee: str
    amount_milli: int


class Movement(NamedTuple):
    """A movement, taken apart."""

    event: Recorded
    data: Transferred
    flows: Mapping[TransactionType, Flow]


@lru_cache(maxsize=65_536)  # asked seven times of each movement, and mostly of the same accounts
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


def movement_of(event: Recorded, data: Transferred) -> tuple[Movement, list[str]]:
    """The flows of a movement, and what is wrong with its shape."""
    by_kind, flows, wrong = _by_kind(data), dict[TransactionType, Flow](), list[str]()
    if frozenset(by_kind) not in TOGETHER:
        wrong.append(f"is made of {' and '.join(by_kind)}, which do not go together")
    for kind, legs in by_kind.items():
        if len(legs) != 2 or legs[0].amount_milli == 0:
            wrong.append(f"its {kind} is not one payer and one payee")
            continue
        flows[kind] = flow = _flow(*legs)
        if (kind_of(flow.payer), kind_of(flow.payee)) not in WAYS[kind]:
            wrong.append(f"{flow.payer} gives {flow.amount_milli} to {flow.payee} as {kind}")
    return Movement(event, data, flows), wrong


def _by_kind(data: Transferred) -> dict[TransactionType, list[Leg]]:
    by_kind: dict[TransactionType, list[Leg]] = {}
    for leg in data.legs:
        by_kind.setdefault(leg.transaction_type, []).append(leg)
    return by_kind


def _flow(one: Leg, other: Leg) -> Flow:
    payer, payee = (one, other) if one.amount_milli < other.amount_milli else (other, one)
    return Flow(payer.account, payee.account, payee.amount_milli)
