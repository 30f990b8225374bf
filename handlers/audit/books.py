"""The books as an auditor keeps them: balances from the movements alone, and what binds them."""

from array import array
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator

from events.credits import Transferred
from events.envelope import Recorded

SYSTEM = "wallet:0"
BURNED = "account:burned"
ESCROW = "escrow:"


class Books:
    """Balances of all accounts, and how much was in people's hands at every position."""

    def __init__(self) -> None:
        self.balances: defaultdict[str, int] = defaultdict(int)
        self.circulating = 0
        """Of the system's money, what people have: all but what is burned or in escrow."""
        self._positions = array("q")
        self._amounts = array("q")

    def take(self, event: Recorded, data: Transferred) -> Iterator[str]:
        """Enter a movement, and say what is wrong with it."""
        total = sum(leg.amount_milli for leg in data.legs)
        if total:
            yield f"legs sum to {total}, not to 0"
        named = {event.subject, *event.tags}
        for leg in data.legs:
            self.balances[leg.account] += leg.amount_milli
            if leg.account not in named:
                yield f"moves {leg.account} without naming it as subject or tag"
            if is_circulating(leg.account):
                self.circulating += leg.amount_milli
        self._positions.append(event.position)
        self._amounts.append(self.circulating)
        for account in {leg.account for leg in data.legs}:
            if account != SYSTEM and self.balances[account] < 0:
                yield f"leaves {account} at {self.balances[account]}, below 0"

    def circulating_at(self, position: int) -> int:
        """What people had after a position."""
        place = bisect_right(self._positions, position)
        return self._amounts[place - 1] if place else 0


def is_circulating(account: str) -> bool:
    """Whether what is on the account is in people's hands."""
    return account not in {SYSTEM, BURNED} and not account.startswith(ESCROW)
