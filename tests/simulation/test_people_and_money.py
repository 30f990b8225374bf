"""Simulated people do tasks and are paid; whoever pays wrongly is found out (R7)."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any

import pytest

from events.credits import Transferred
from events.envelope import Draft, Event, Recorded
from events.eventlog.memory import MemoryEventLog
from events.identity import START
from handlers.credits.payments import TaskPayments
from handlers.decider import Decision
from handlers.registry import REACTORS
from handlers.replay.check import check
from projections.projection import State
from services.simulator import Outcome, Parts, simulate, simulate_day
from services.simulator.deciding import Deciding
from services.simulator.reading import settled

A_TASKS_LIFE = {
    "tasks.requested",
    "tasks.created",
    "tasks.dispatched",
    "tasks.accepted",
    "tasks.ignored",
    "tasks.completed",
    "credits.transferred",
    "voice.requested",
    "devices.xp_granted",
}


def test_people_do_tasks_and_are_paid() -> None:
    outcome = simulate(2, 1.5)
    assert outcome.ok, outcome
    assert outcome.by_type.keys() >= A_TASKS_LIFE
    assert outcome.by_type.keys() >= {"credits.claim_issued", "credits.claim_redeemed"}
    assert outcome.by_type["tasks.completed"] > 30


async def test_what_people_asked_for_is_decided_again_by_a_replay() -> None:
    log = MemoryEventLog()
    await simulate_day(log, 2, hours=1.0)
    report = await check(log)
    deciders = {event.source for event in log.after(START) if event.source.startswith("/handlers/")}
    assert deciders >= {"/handlers/task_taps/1", "/handlers/ledger/1", "/handlers/device_owners/1"}
    assert report.divergences == 0
    assert report.checked > 250


class Spoilt(TaskPayments, ABC):
    """Payments whose movements are changed on their way out."""

    def step(self, state: State[Any], event: Recorded) -> Sequence[Draft]:
        return [self.spoilt(draft) for draft in super().step(state, event)]

    @abstractmethod
    def spoilt(self, draft: Draft) -> Draft: ...


class PaysOneTooMuch(Spoilt):
    def spoilt(self, draft: Draft) -> Draft:
        data = draft.data
        if not isinstance(data, Transferred) or data.legs[0].transaction_type != "TASK_REWARD":
            return draft
        payer, payee = data.legs
        legs = (
            payer.model_copy(update={"amount_milli": payer.amount_milli - 1}),
            payee.model_copy(update={"amount_milli": payee.amount_milli + 1}),
        )
        return Draft(data.model_copy(update={"legs": legs}), draft.subject, draft.tags)


class NeverPays(TaskPayments):
    def step(self, state: State[Any], event: Recorded) -> Sequence[Draft]:
        drafts = super().step(state, event)
        return [one for one in drafts if "TASK_REWARD" not in one.data.to_json().decode()]


class MovesNothing(TaskPayments):
    def step(self, state: State[Any], event: Recorded) -> Sequence[Draft]:
        drafts = super().step(state, event)
        return [one for one in drafts if not isinstance(one.data, Transferred)]


class AppendsWhateverHappened(Deciding):
    """A wallet that does not care what others did meanwhile."""

    def append(self, event: Event, decision: Decision) -> None:
        settled(self._log.append([event]))


def with_payments(payments: TaskPayments) -> Outcome:
    others = tuple(one for one in REACTORS if not isinstance(one, TaskPayments))
    return simulate(1, 0.5, parts=Parts(reactors=(*others, payments)))


def assert_caught(outcome: Outcome, *rules: str) -> None:
    assert outcome.failure is not None, "nothing was noticed"
    assert outcome.failure.rule in rules, outcome.failure


def test_a_reward_of_one_too_much_is_caught() -> None:
    assert_caught(with_payments(PaysOneTooMuch()), "R7")


def test_a_reward_that_is_never_paid_is_caught() -> None:
    assert_caught(with_payments(NeverPays()), "R7")


def test_a_reward_that_is_neither_reserved_nor_paid_is_caught() -> None:
    assert_caught(with_payments(MovesNothing()), "R7")


@pytest.mark.slow
def test_a_decision_on_what_is_no_longer_so_is_caught() -> None:
    """Two have to meet; with which seeds they do depends on how many processes there are."""
    parts = Parts(deciding=AppendsWhateverHappened)
    outcomes = (simulate(seed, 3.0, faults=True, parts=parts) for seed in range(1, 6))
    assert_caught(next(one for one in outcomes if not one.ok or one.seed == 5), "R4", "R7")
