"""The books as an auditor keeps them: balances from the movements alone, and what binds them."""

from array import array
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator

from events.credits import Transferred
from events.envelope import Recorded
from handlers.audit.flows import SYSTEM, kind_of


class Books:
    """Balances of all accounts, and how much was in people's hands at every position."""

    def __init__(self) -> None:
        self.balances: defaultdict[str, int] = defaultdict(int)
        self.circulating = 0
        """Of the system's money, what people have: all but what is burned or in escrow."""
        self._opened: set[str] = set()
        self._positions = array("q")
        self._amounts = array("q")

    def open(self, account: str) -> None:
        """Somebody has a wallet from now on."""
        self._opened.add(account)

    def take(self, event: Recorded, data: Transferred) -> Iterator[str]:
        """Enter a movement, and say what is wrong with it."""
        named = {event.subject, *event.tags}
        for leg in data.legs:
            self.balances[leg.account] += leg.amount_milli
            if kind_of(leg.account) == "person":
                self.circulating += leg.amount_milli
        self._positions.append(event.position)
        self._amounts.append(self.circulating)
        for account in dict.fromkeys(leg.account for leg in data.legs):
            yield from self._wrong_with(account, is_named=account in named)

    def _wrong_with(self, account: str, *, is_named: bool) -> Iterator[str]:
        if not is_named:
            yield f"moves {account} without naming it as subject or tag"
        if kind_of(account) == "person" and account not in self._opened:
            yield f"moves {account}, which was never opened"
        if account != SYSTEM and self.balances[account] < 0:
            yield f"leaves {account} at {self.balances[account]}, below 0"

    def circulating_at(self, position: int) -> int:
        """What people had after a position."""
        place = bisect_right(self._positions, position)
        return self._amounts[place - 1] if place else 0
