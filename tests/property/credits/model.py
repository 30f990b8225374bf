"""The books as simply as they can be kept: whole numbers in dictionaries, one step at a time.

A model of what the system has to come to once everybody has decided. It shares nothing with it.
"""

from collections import Counter
from dataclasses import dataclass, field


@dataclass
class ModelTask:
    bounty: int
    status: str = "open"
    taken_by: int | None = None
    reward: int = 0
    """Reserved, and neither paid nor given back."""
    promised: int = 0


@dataclass
class Model:
    """Balances by account, and what was done once."""

    balances: Counter[str] = field(default_factory=Counter)
    people: set[int] = field(default_factory=set)
    used: set[str] = field(default_factory=set)
    tasks: dict[int, ModelTask] = field(default_factory=dict)
    xp: dict[str, int] = field(default_factory=dict)
    claims: dict[str, str] = field(default_factory=dict)

    def move(self, payer: str, payee: str, amount: int) -> None:
        self.balances[payer] -= amount
        self.balances[payee] += amount

    def transfer(self, payer: int, payee: int, amount: int, reference: str | None) -> str | None:
        fee = max(1, (amount * 5 + 99) // 100)
        if reference in self.used:
            return "duplicate_reference"
        if payer == payee:
            return "self_transfer"
        if amount < 10:
            return "below_minimum"
        if not {payer, payee} <= self.people:
            return "unknown_wallet"
        if self.balances[f"wallet:{payer}"] < amount + fee:
            return "insufficient_funds"
        self.move(f"wallet:{payer}", f"wallet:{payee}", amount)
        self.move(f"wallet:{payer}", "account:burned", fee)
        self.used |= {reference} if reference else set()
        return None

    def charge(self, person: int, day: str) -> str | None:
        if person not in self.people:
            return "unknown_wallet"
        balance = self.balances[f"wallet:{person}"]
        key = f"demurrage:{day}:{person}"
        if balance > 100 and key not in self.used:
            self.used.add(key)
            self.move(f"wallet:{person}", "account:burned", balance * 2 // 100)
        return None

    def grant(self, person: int, amount: int, number: int) -> str | None:
        if f"task:{number}" in self.used:
            return "duplicate_reference"
        if person not in self.people:
            return "unknown_wallet"
        task = self.tasks.get(number)
        payer = "wallet:0"
        if task is not None:
            why = self._not_payable(task, amount)
            if why is not None:
                return why
            payer = f"escrow:{number}" if task.reward else "wallet:0"
            self._give_back(number, task.reward - amount if task.reward else 0)
            task.reward = 0
        self.used.add(f"task:{number}")
        self.move(payer, f"wallet:{person}", amount)
        if self.claims.get(claim_of(number)) == "issued":
            self.claims[claim_of(number)] = "withdrawn"
        return None

    def _not_payable(self, task: ModelTask, amount: int) -> str | None:
        if task.status != "done":
            return "task_not_completed"
        if task.taken_by is not None:
            return "duplicate_reference"
        if not task.promised:
            return "nothing_reserved"
        return "above_reward" if amount > task.promised else None

    def create(self, number: int, bounty: int) -> None:
        self.tasks[number] = ModelTask(bounty)
        for device in self.xp:
            self.xp[device] += 10

    def accept(self, number: int, person: int | None) -> None:
        task = self.tasks.get(number)
        if task is None or task.status != "open":
            return
        task.status, task.taken_by = "taken", person
        if f"task:{number}" in self.used:
            return
        count, total = len(self.xp), sum(self.xp.values())
        most = task.bounty * 3
        raised = task.bounty if not count else task.bounty + task.bounty * total // (2_000 * count)
        task.reward = task.promised = min(most, raised)
        self.move("wallet:0", f"escrow:{number}", task.reward)

    def complete(self, number: int, person: int | None) -> None:
        task = self.tasks.get(number)
        if task is None or task.status != "taken":
            return
        task.status = "done"
        for device in self.xp:
            self.xp[device] += 20
        if task.taken_by is None:
            task.taken_by = person
        if task.taken_by is not None:
            self._pay(number, task.taken_by)

    def _pay(self, number: int, person: int) -> None:
        task = self.tasks[number]
        if task.reward:
            self.used.add(f"task:{number}")
            self.people.add(person)
            self.move(f"escrow:{number}", f"wallet:{person}", task.reward)
            task.reward = 0

    def _give_back(self, number: int, amount: int) -> None:
        self.move(f"escrow:{number}", "wallet:0", amount)

    def cancel(self, number: int) -> None:
        task = self.tasks.get(number)
        if task is not None and task.status in {"open", "taken"}:
            task.status = "cancelled"
            self._give_back(number, task.reward)
            task.reward = 0

    def issue_claim(self, number: int) -> str | None:
        """A claim of the right amount; the same one again changes nothing."""
        if claim_of(number) in self.claims:
            return None
        why = "duplicate_reference" if f"task:{number}" in self.used else self._unclaimable(number)
        if why is None:
            self.claims[claim_of(number)] = "issued"
        return why

    def _unclaimable(self, number: int) -> str | None:
        task = self.tasks.get(number)
        if task is None:
            return "unknown_task"
        if task.status != "done":
            return "task_not_completed"
        if task.taken_by is not None:
            return "payee_known"
        return None if task.promised else "nothing_reserved"

    def redeem(self, number: int, person: int) -> str | None:
        status = self.claims.get(claim_of(number))
        if status is None:
            return "unknown_claim"
        if status != "issued":
            return f"claim_{status.partition(' ')[0]}"
        self.claims[claim_of(number)] = f"redeemed by {person}"
        self._pay(number, person)
        return None

    def expire_claim(self, number: int) -> None:
        if self.claims.get(claim_of(number)) == "issued":
            self.claims[claim_of(number)] = "expired"
            self._give_back(number, self.tasks[number].reward)
            self.tasks[number].reward = 0


def claim_of(number: int) -> str:
    """The digest of a task's only claim."""
    return f"{number:064x}"
