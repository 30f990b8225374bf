"""Whatever people, operators, devices and timers do, the books are those of the model.

After every step the sum over all accounts is zero and nobody but the system is below zero; at the
end, everything that was decided is decided again alike, and every view folded anew is the same.
"""

import asyncio
from collections import Counter
from collections.abc import Sequence
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from events.credits import Transferred
from events.envelope import Recorded
from events.identity import START, Position
from events.payload import Payload
from events.tasks import Accepted, Cancelled, Completed, Created
from events.timers import Fired
from handlers.audit import Auditor, Finding
from handlers.decider import REFERENCE
from projections.accounts import Accounts
from projections.claims import Claims
from projections.person_totals import PersonTotals
from projections.reserves import Reserves
from projections.tasks import Tasks
from tests.property.credits.model import Model, claim_of
from tests.property.credits.office import Office
from tests.unit.handlers.credits.stories import EXPIRES

people = st.sampled_from([1, 1, 2, 2, 3])
somebody = st.none() | people
amounts = st.integers(10, 400) | st.integers(1, 9_000)
days = st.sampled_from(["2026-11-26", "2026-11-27"])
references = st.none() | st.sampled_from(["lunch", "rent"])
places = st.integers(0, 30)
ledgers = st.integers(0, 1)

TASKS = 5
"""How many there are, at most; grants are made for some that there never will be, too."""


def unlawful(events: Sequence[Recorded]) -> list[Finding]:
    """What an auditor finds, but for days that no clock began and minima that no shell reckoned."""
    auditor = Auditor()
    auditor.take(events)
    auditor.call_in(Position(auditor.events))  # everybody has decided about everything
    ours = ("charges for a day that has not begun", "sends ")
    return [one for one in auditor.findings if not one.what.startswith(ours)]


class Books(RuleBasedStateMachine):
    """Everybody decides before the next thing happens, so the model knows what is to come."""

    def __init__(self) -> None:
        super().__init__()
        self.model = Model()
        self.office = Office()
        self._runner = asyncio.Runner()
        self.do(self.office.open())

    def do(self, doing: Any) -> Any:
        return self._runner.run(doing)

    def give(self, name: str, arguments: dict[str, Any], at: int = 0) -> Recorded | str | None:
        answer: Recorded | str | None = self.do(
            self.office.give(self.office.ledgers[at], name, arguments)
        )
        return answer

    def happened(self, data: Payload, subject: str) -> None:
        self.do(self.office.told(data, subject))
        self.settle()

    def answered(self, answer: Recorded | str | None, expected: str | None) -> None:
        """The command was refused for the reason that the model knows, or not at all."""
        assert (answer if isinstance(answer, str) else None) == expected
        self.settle()

    def settle(self) -> None:
        self.do(self.office.settle())

    def task(self, place: int, *status: str) -> int:
        """Mostly a task that is as far as that, so that much happens; now and then any number."""
        found = [number for number, task in self.model.tasks.items() if task.status in status]
        return found[place % len(found)] if found and place % 8 else place % TASKS + 1

    @initialize(bounties=st.lists(st.integers(0, 3_000), min_size=1, max_size=3))
    def begin(self, bounties: list[int]) -> None:
        for person in (1, 2):
            self.open_wallet(person, 0)
            self.grant(person, 10_000, 100 + person)
        for bounty in bounties:
            self.create_task(bounty)

    @rule(person=people, at=ledgers)
    def open_wallet(self, person: int, at: int) -> None:
        self.model.people.add(person)
        self.answered(self.give("open_wallet", {"person": person}, at), None)

    @rule(payer=people, payee=people, amount=amounts, reference=references, at=ledgers)
    def transfer(self, payer: int, payee: int, amount: int, reference: str | None, at: int) -> None:
        wish = {"payer": payer, "payee": payee, "amount_milli": amount, "reference": reference}
        answer = self.give("transfer", {"minimum_milli": 10, **wish}, at)
        self.answered(answer, self.model.transfer(payer, payee, amount, reference))

    @rule(person=people, day=days)
    def charge_demurrage(self, person: int, day: str) -> None:
        answer = self.give("charge_demurrage", {"person": person, "day": day})
        self.answered(answer, self.model.charge(person, day))

    @rule(person=people, amount=amounts, place=places, at=ledgers)
    def grant_reward(self, person: int, amount: int, place: int, at: int) -> None:
        self.grant(person, amount, self.task(place, "done"), at)

    def grant(self, person: int, amount: int, number: int, at: int = 0) -> None:
        wish = {"person": person, "amount_milli": amount, "task": number}
        answer = self.give("grant_reward", wish, at)
        self.answered(answer, self.model.grant(person, amount, number))

    @rule(bounty=st.integers(0, 3_000))
    @precondition(lambda self: len(self.model.tasks) < TASKS)
    def create_task(self, bounty: int) -> None:
        number = len(self.model.tasks) + 1
        self.model.create(number, bounty)
        data = Created(
            task=number, title="x", zone="main", bounty_milli=bounty, bounty_xp=0, urgency=2
        )
        self.happened(data, f"task:{number}")

    @rule(place=places, person=somebody)
    def accept_task(self, place: int, person: int | None) -> None:
        number = self.task(place, "open")
        self.model.accept(number, person)
        self.happened(Accepted(task=number, person=person), f"task:{number}")

    @rule(place=places, person=somebody)
    def complete_task(self, place: int, person: int | None) -> None:
        number = self.task(place, "taken")
        self.model.complete(number, person)
        self.happened(Completed(task=number, person=person), f"task:{number}")

    @rule(place=places)
    def do_a_task_unsigned(self, place: int) -> None:
        self.accept_task(place, None)
        self.complete_task(place, None)

    @rule(place=places)
    def cancel_task(self, place: int) -> None:
        number = self.task(place, "taken")
        self.model.cancel(number)
        self.happened(Cancelled(task=number), f"task:{number}")

    @rule(place=places)
    def issue_claim(self, place: int) -> None:
        number = self.task(place, "done")
        task = self.model.tasks.get(number)
        amount = task.promised if task and task.promised else 1
        wish = {"claim": claim_of(number), "task": number, "amount_milli": amount}
        answer = self.give("issue_claim", {"expires_at": EXPIRES, **wish})
        self.answered(answer, self.model.issue_claim(number))

    @rule(place=places, ends=st.permutations(["grant", "redeem", "expire", "issue"]))
    def a_claim_is_settled(self, place: int, ends: list[str]) -> None:
        self.do_a_task_unsigned(place)
        self.issue_claim(place)
        settling = {
            "grant": lambda: self.grant_reward(1, 10, place, 0),
            "redeem": lambda: self.redeem_claim(place, 2, 1),
            "expire": lambda: self.expire_claim(place),
            "issue": lambda: self.issue_claim(place),
        }
        for end in ends:
            settling[end]()

    @rule(place=places, person=people, at=ledgers)
    def redeem_claim(self, place: int, person: int, at: int) -> None:
        number = self.task(place, "done")
        answer = self.give("redeem_claim", {"claim": claim_of(number), "person": person}, at)
        self.answered(answer, self.model.redeem(number, person))

    @rule(place=places)
    def expire_claim(self, place: int) -> None:
        number = self.task(place, "done")
        self.model.expire_claim(number)
        timer = f"claim_expires:{claim_of(number)}"
        self.happened(Fired(timer=timer, due=EXPIRES), f"timer:{timer}")

    @rule(device=st.sampled_from("ab"), amount=st.integers(1, 2_000))
    def give_experience(self, device: str, amount: int) -> None:
        owners = self.office.owners
        given = {"owner": 3, "device_type": "hub", "topic_prefix": "office/main/x"}
        self.do(self.office.give(owners, "register_device", {"device": device, **given}))
        wish = {"zone": "main", "task": amount, "reason": "helped", "amount": amount}
        made = self.do(self.office.give(owners, "grant_xp", {"device": device, **wish}))
        self.model.xp[device] = self.model.xp.get(device, 0) + (amount if made else 0)
        self.settle()

    @invariant()
    def everything_adds_up_and_nobody_has_debts(self) -> None:
        rows = self.do(self.office.folded(Accounts()))
        balances = {name: row.balance_milli for name, row in rows.items()}
        assert sum(balances.values()) == 0
        assert [name for name, held in balances.items() if held < 0 and name != "wallet:0"] == []
        self.compare(Counter(balances))

    def compare(self, balances: Counter[str]) -> None:
        assert +balances == +self.model.balances
        assert {f"wallet:{person}" for person in self.model.people} <= balances.keys()

    @invariant()
    def no_reference_moved_credits_twice(self) -> None:
        used = Counter(
            tag
            for event in self.office.log.after(START)
            if event.type == Transferred.event_type
            for tag in event.tags
            if tag.kind == REFERENCE
        )
        assert [tag for tag, times in used.items() if times > 1] == []

    def teardown(self) -> None:
        self.do(self.office.settle())
        self._escrow_holds_what_can_still_be_paid()
        report = self.office.replayed()
        assert report.first_divergence is None
        assert report.undecided == 0
        assert unlawful(self.office.log.after(START)) == []
        self._totals_and_reserves_are_what_accounts_hold()
        self._views_are_what_was_folded()
        self.do(self.office.close())
        self._runner.close()

    def _escrow_holds_what_can_still_be_paid(self) -> None:
        claims = self.do(self.office.folded(Claims())).values()
        settled = {one.task for one in claims if one.status != "issued"}
        open_tasks = {
            f"escrow:{one.task}"
            for one in self.do(self.office.folded(Tasks())).values()
            if one.status == "accepted"
            or (one.status == "completed" and one.completed_by is None and one.task not in settled)
        }
        accounts = self.do(self.office.folded(Accounts()))
        held = {name for name, row in accounts.items() if row.balance_milli > 0}
        assert {name for name in held if name.startswith("escrow:")} <= open_tasks

    def _totals_and_reserves_are_what_accounts_hold(self) -> None:
        accounts = self.do(self.office.folded(Accounts()))
        totals = self.do(self.office.folded(PersonTotals()))
        reserves = self.do(self.office.folded(Reserves())).values()
        for name, row in accounts.items():
            if name.startswith("wallet:") and name != "wallet:0":
                assert row.balance_milli == (totals[name].balance_milli if name in totals else 0)
        held = {f"escrow:{one.task}": one.amount_milli for one in reserves if one.amount_milli}
        escrows = {name: row.balance_milli for name, row in accounts.items() if "escrow:" in name}
        assert Counter(held) == +Counter(escrows)

    def _views_are_what_was_folded(self) -> None:
        for deciding, decider in self.office.decidings():
            for projection in decider.knows:
                live = dict(deciding.known.of(projection).rows())
                assert live == self.do(self.office.folded(projection))


TestBooks = Books.TestCase
TestBooks.settings = settings(max_examples=100, stateful_step_count=50)
