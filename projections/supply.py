"""Supply: how many credits there are.

Issued is what left the system's hands for people's: all that `wallet:0` gave away and has not got
back, less what still waits in escrow.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from events.credits import BURNED, SYSTEM, Leg, Transferred
from events.envelope import Recorded
from projections.projection import Projection, State

KEY = "supply"
"""Of the only row."""


@dataclass(frozen=True, slots=True)
class Supply:
    """All credits of a hub; circulating is issued less burned, and what people's wallets sum to."""

    issued_milli: int = 0
    burned_milli: int = 0
    circulating_milli: int = 0
    reserved_milli: int = 0
    """In escrow, for tasks that somebody took."""


class SupplyProjection(Projection[Supply]):
    """The credits that there are, in one row."""

    name: ClassVar[str] = "supply"
    handles: ClassVar[frozenset[str]] = frozenset({Transferred.event_type})
    row: ClassVar[type] = Supply

    def apply(self, state: State[Supply], event: Recorded) -> None:
        transferred = event.data
        assert isinstance(transferred, Transferred)
        state.put(KEY, _after(supply_of(state), transferred.legs))


def supply_of(state: State[Supply]) -> Supply:
    """The supply as it stands; nothing, before credits first moved."""
    return state.get(KEY) or Supply()


def _after(supply: Supply, legs: Iterable[Leg]) -> Supply:
    issued, burned, reserved = supply.issued_milli, supply.burned_milli, supply.reserved_milli
    for leg in legs:
        if leg.account == SYSTEM:
            issued -= leg.amount_milli
        elif leg.account == BURNED:
            burned += leg.amount_milli
        elif leg.account.startswith("escrow:"):
            issued -= leg.amount_milli
            reserved += leg.amount_milli
    return Supply(issued, burned, issued - burned, reserved)
