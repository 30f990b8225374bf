"""Debts: what was promised and has not moved yet, from what it follows from until it moves.

Whoever pays comes to it a little later, so that something is owed is no failure. It is one where
whoever pays has gone past its beginning: what was not decided then will never be.
"""

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from events.envelope import Recorded
from events.identity import Position

Way = Literal["into escrow", "out of escrow"]


@dataclass(frozen=True, slots=True)
class Debt:
    """Something owed, and the event that it follows from."""

    position: Position
    event_id: UUID
    what: str


class Debts:
    """What is owed for tasks, at most once into the escrow of each, and once out of it."""

    def __init__(self) -> None:
        self._open: dict[tuple[int, Way], Debt] = {}

    @property
    def open(self) -> list[Debt]:
        """Oldest first."""
        return sorted(self._open.values(), key=lambda debt: debt.position)

    def reserve(self, cause: Recorded, task: int, amount_milli: int) -> None:
        what = f"{amount_milli} were promised for task {task}, and not reserved"
        self._owe(cause, task, "into escrow", what)

    def pay(self, cause: Recorded, task: int, amount_milli: int, person: int) -> None:
        what = f"{amount_milli} for task {task} were not paid to wallet:{person}"
        self._owe(cause, task, "out of escrow", what)

    def give_back(self, cause: Recorded, task: int, amount_milli: int) -> None:
        what = f"{amount_milli} for task {task} were not given back"
        self._owe(cause, task, "out of escrow", what)

    def _owe(self, cause: Recorded, task: int, way: Way, what: str) -> None:
        self._open[task, way] = Debt(cause.position, cause.id, what)

    def moved(self, task: int, way: Way) -> None:
        """Whether that was right is for others to say."""
        self._open.pop((task, way), None)

    def take(self, until: Position) -> list[Debt]:
        """The debts that began up to a position; they are not open any more."""
        taken = [debt for debt in self.open if debt.position <= until]
        self._open = {key: debt for key, debt in self._open.items() if debt.position > until}
        return taken
