"""Given, when, then for the books: a decider or a reactor among facts, without a log."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from events.command import Command
from events.credits import ClaimIssued, ClaimRedeemed, Transferred, WalletOpened, wallet
from events.devices import Registered, XpGranted
from events.envelope import Draft, Recorded
from events.identity import Position, Subject
from events.payload import Payload
from events.tasks import Accepted, Cancelled, Completed, Created, Expired, Merged
from events.timers import Fired
from handlers.credits.movements import moved, movement
from handlers.decider import REFERENCE, Decider, Decision, Given, Known
from tests.unit.story import START, recorded

BY_HAND = Command(name="by_hand", decided_at=0)

OfTask = Created | Merged | Accepted | Completed | Cancelled | Expired

DIGEST = "ab" * 32
EXPIRES = START + timedelta(days=1)


def fact(data: Payload, subject: str, *tags: str, at_s: float = 0.0) -> Recorded:
    return replace(recorded(data, subject, at_s), tags=tuple(map(Subject, tags)))


def of_draft(draft: Draft, at_s: float = 0.0) -> Recorded:
    """A decision, as the log would give it back."""
    return fact(draft.data, draft.subject, *draft.tags, at_s=at_s)


def opened(*people: int) -> list[Recorded]:
    return [fact(WalletOpened(wallet=person), wallet(person)) for person in people]


def given_credits(person: int, amount: int) -> Recorded:
    """Credits that somebody has, wherever from."""
    legs = moved(Subject("wallet:0"), wallet(person), amount, "INFRASTRUCTURE_REWARD")
    return of_draft(movement(wallet(person), legs))


def task(data: OfTask, *, at_s: float = 0.0) -> Recorded:
    return fact(data, f"task:{data.task}", at_s=at_s)


def created(number: int = 42, *, bounty: int = 1_000, **more: Any) -> Recorded:
    data = Created(
        task=number, title="open a window", bounty_milli=bounty, bounty_xp=50, urgency=2, **more
    )
    return task(data)


def accepted(number: int = 42, person: int | None = None) -> Recorded:
    return task(Accepted(task=number, person=person))


def completed(number: int = 42, person: int | None = None) -> Recorded:
    return task(Completed(task=number, person=person))


def cancelled(number: int = 42) -> Recorded:
    return task(Cancelled(task=number))


def expired(number: int = 42, *, at_s: float = 0.0) -> Recorded:
    return task(Expired(task=number), at_s=at_s)


def reserved(number: int = 42, amount: int = 1_000) -> Recorded:
    escrow = Subject.of("escrow", number)
    legs = moved(Subject("wallet:0"), escrow, amount, "ESCROW_RESERVE")
    return of_draft(movement(escrow, legs, Subject.of("task", number)))


def claim_issued(number: int = 42, amount: int = 1_000) -> Recorded:
    data = ClaimIssued(claim=DIGEST, task=number, amount_milli=amount, expires_at=EXPIRES)
    return fact(data, f"claim:{DIGEST}", f"task:{number}")


def claim_redeemed(number: int = 42, person: int = 5) -> Recorded:
    data = ClaimRedeemed(claim=DIGEST, task=number, person=person)
    return fact(data, f"claim:{DIGEST}", f"task:{number}")


def claim_timer_fired(due: datetime = EXPIRES) -> Recorded:
    timer = f"claim_expires:{DIGEST}"
    return fact(Fired(timer=timer, due=due), f"timer:{timer}")


def granted_by_hand(number: int, person: int, amount: int) -> Recorded:
    """A reward for a task that our log has never seen."""
    legs = moved(Subject("wallet:0"), wallet(person), amount, "TASK_REWARD")
    reference, subject = f"task:{number}", Subject.of("task", number)
    return of_draft(movement(wallet(person), legs, subject, reference=reference, command=BY_HAND))


def registered(device: str, zone: str = "main", *, owner: int | None = 5, **more: Any) -> Recorded:
    prefix = f"office/{zone}/sensor/{device}"
    said = {"topic_prefix": prefix, "device_type": "sensor_node", "command": BY_HAND, **more}
    return fact(Registered(device=device, owner=owner, **said), f"device:{device}")


def xp_granted(device: str, amount: int, number: int = 1, reason: str = "helped") -> Recorded:
    data = XpGranted(
        device=device, zone="main", amount=amount, task=number, reason=reason, command=BY_HAND
    )
    return fact(data, f"device:{device}", f"task:{number}")


@dataclass
class Answers:
    """A decider and what it has been told, its own decisions included."""

    decider: Decider
    known: Known = field(init=False)
    used: set[Subject] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.known = Known(self.decider.knows)

    def given(self, *events: Recorded) -> "Answers":
        for event in events:
            self.known.fold(event)
            self.used.update(tag for tag in event.tags if tag.kind == REFERENCE)
        return self

    def when(self, name: str, *, at_s: float = 0.0, **arguments: Any) -> Decision:
        """The decision, which then has happened."""
        time = START + timedelta(seconds=at_s)
        command = Given(name, arguments, time, decided_at=Position(7))
        command = self.decider.read(command)
        command = command._replace(precedents=command.references & self.used)
        decision = self.decider.decide(self.known, command)
        if decision.draft is not None:
            event = of_draft(decision.draft, at_s)
            again = self.decider.command_of(event)
            assert again is not None
            self._same_again(again, command, decision)
            self.given(event)
        return decision

    def _same_again(self, again: Given, command: Given, decision: Decision) -> None:
        """What the event keeps of the command gives the same decision."""
        again = again._replace(precedents=command.precedents)
        assert self.decider.decide(self.known, again).draft == decision.draft
        assert again.decided_at == command.decided_at


def refusal(decision: Decision) -> tuple[str, str]:
    assert decision.refused is not None
    return decision.refused.kind, decision.refused.rule


def legs(data: Payload | None) -> dict[str, int]:
    """What a movement gave to whom, all in all."""
    assert isinstance(data, Transferred), data
    total: dict[str, int] = {}
    for leg in data.legs:
        total[leg.account] = total.get(leg.account, 0) + leg.amount_milli
    return total


def moves(made: Sequence[Payload]) -> list[dict[str, int]]:
    return [legs(data) for data in made if isinstance(data, Transferred)]
