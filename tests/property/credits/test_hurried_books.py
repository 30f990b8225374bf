"""Reactors lag behind, and two ledgers decide at once: what comes of it depends on who is first,
but it adds up, nobody is paid twice, and a replay finds nothing amiss.
"""

import asyncio
from collections import Counter
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import rule

from events.devices import HeartbeatReceived
from events.envelope import Recorded
from events.timers import Fired
from projections.accounts import Accounts
from projections.rewards import Rewards
from projections.tasks import task_key
from tests.property.credits.model import claim_of
from tests.property.credits.test_books import Books, people, places
from tests.unit.handlers.credits.stories import EXPIRES

kinds = st.sampled_from(["spend", "spend", "charge", "grant", "redeem", "issue"])


class HurriedBooks(Books):
    """The same steps, and nobody waits for anybody. The model only says which task is how far."""

    def settle(self) -> None:
        """Later."""

    def answered(self, answer: Recorded | str | None, expected: str | None) -> None:
        """One way or another."""

    def compare(self, balances: Counter[str]) -> None:
        """There is nothing to compare with."""

    @rule(size=st.integers(1, 4))
    def react(self, size: int) -> None:
        self.do(self.office.react(size))

    @rule(seconds=st.integers(1, 400), device=st.sampled_from("ab"))
    def hear(self, seconds: int, device: str) -> None:
        self.office.wait(seconds)
        self.happened(HeartbeatReceived(device=device), f"device:{device}")

    @rule(kinds=st.tuples(kinds, kinds), person=people, place=places)
    def both_at_once(self, kinds: tuple[str, str], person: int, place: int) -> None:
        number = self.task(place, "done")
        given = [
            self.office.give(ledger, *self._wish(kind, person, number))
            for ledger, kind in zip(self.office.ledgers, kinds, strict=True)
        ]
        self.do(_all(given))

    @rule(place=places, kinds=st.permutations(["grant", "redeem", "expire", "react", "issue"]))
    def a_claim_is_contested(self, place: int, kinds: list[str]) -> None:
        number = self.task(place, "open")
        self.accept_task(place, None)
        self.complete_task(place, None)
        self.do(self.office.settle())
        self.give(*self._wish("issue", 1, number))
        self.do(_all([self._contend(kind, number) for kind in kinds[:3]]))

    def _contend(self, kind: str, number: int) -> Any:
        if kind == "react":
            return self.office.react(10)
        if kind == "expire":
            timer = f"claim_expires:{claim_of(number)}"
            return self.office.told(Fired(timer=timer, due=EXPIRES), f"timer:{timer}")
        ledger = self.office.ledgers[len(kind) % 2]
        return self.office.give(ledger, *self._wish(kind, 1, number))

    def _wish(self, kind: str, person: int, number: int) -> tuple[str, dict[str, Any]]:
        """A command, with arguments that will not be refused if nobody comes first."""
        claim, amount = claim_of(number), self._promised(number)
        match kind:
            case "spend":
                most = max(self._balance(person) * 100 // 106, 1)
                sides = {"payer": person, "payee": 1 if person == 2 else 2}
                return "transfer", {**sides, "minimum_milli": 10, "amount_milli": most}
            case "charge":
                return "charge_demurrage", {"person": person, "day": "2026-11-26"}
            case "grant":
                return "grant_reward", {"person": person, "task": number, "amount_milli": amount}
            case "redeem":
                return "redeem_claim", {"claim": claim, "person": person}
            case _:
                wish = {"claim": claim, "task": number, "expires_at": EXPIRES}
                return "issue_claim", {**wish, "amount_milli": amount}

    def _promised(self, number: int) -> int:
        reward = self.do(self.office.folded(Rewards())).get(task_key(number))
        return 1 if reward is None else int(reward.amount_milli)

    def _balance(self, person: int) -> int:
        account = self.do(self.office.folded(Accounts())).get(f"wallet:{person}")
        return 0 if account is None else int(account.balance_milli)


async def _all(doing: list[Any]) -> None:
    await asyncio.gather(*doing)


del Books  # it has its own test

TestHurriedBooks = HurriedBooks.TestCase
TestHurriedBooks.settings = settings(max_examples=50, stateful_step_count=50)
