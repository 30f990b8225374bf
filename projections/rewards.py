"""Rewards: what was reserved for a task when somebody took it, and the claim made out for it.

What was promised is what is paid, so the amount never changes.
"""

from dataclasses import dataclass, replace
from typing import ClassVar

from events.credits import ClaimIssued, Transferred
from events.envelope import Recorded
from projections.projection import Projection, State
from projections.tasks import task_key


@dataclass(frozen=True, slots=True)
class Reward:
    """The reward of one task."""

    task: int
    amount_milli: int
    claim: str | None = None
    """Digest of the claim's token."""


class Rewards(Projection[Reward]):
    """Every reward that was reserved, by task."""

    name: ClassVar[str] = "rewards"
    handles: ClassVar[frozenset[str]] = frozenset({Transferred.event_type, ClaimIssued.event_type})
    row: ClassVar[type] = Reward

    def apply(self, state: State[Reward], event: Recorded) -> None:
        match event.data:
            case ClaimIssued() as issued:
                key = task_key(issued.task)
                known = state.get(key)
                if known is not None:
                    state.put(key, replace(known, claim=issued.claim))
            case Transferred() as transferred:
                for leg in transferred.legs:
                    if leg.transaction_type == "ESCROW_RESERVE" and leg.amount_milli > 0:
                        task = int(leg.account.partition(":")[2])
                        state.put(task_key(task), Reward(task, leg.amount_milli))
