"""Given, when, then for the auditor: events in, what it finds out."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from events.command import Command
from events.credits import Leg, TransactionType, Transferred
from events.envelope import Recorded
from events.identity import Position, Subject
from events.timers import Fired
from handlers.audit import Auditor
from tests.unit.handlers.credits.stories import fact, opened
from tests.unit.story import START

DAY = "2026-03-03"

Flow = tuple[str, str, int, TransactionType]


def legs(*flows: Flow) -> tuple[Leg, ...]:
    """Both sides of each flow: who gives, who gets, how much, as what."""
    return tuple(
        Leg(account=account, amount_milli=amount, transaction_type=kind)
        for payer, payee, moved, kind in flows
        for account, amount in ((payer, -moved), (payee, moved))
    )


def movement(
    *flows: Flow, cause: Recorded | None = None, command: Command | None = None, **more: Any
) -> Recorded:
    """A movement about its first payer, tagged by every account."""
    data = Transferred(legs=legs(*flows), command=command, **more)
    accounts = dict.fromkeys(leg.account for leg in data.legs)
    event = fact(data, next(iter(accounts)), *accounts)
    return event if cause is None else replace(event, causation_id=cause.id)


def commanded(name: str, decided_at: int = 0, **arguments: Any) -> Command:
    return Command(name=name, arguments=arguments, decided_at=decided_at)


def paid(amount: int, task: int = 42, person: int = 5, **more: Any) -> Recorded:
    """A reward out of the escrow of a task."""
    flow: Flow = (f"escrow:{task}", f"wallet:{person}", amount, "TASK_REWARD")
    return movement(flow, **{"reference": f"task:{task}", **more})


def by_hand(amount: int, task: int, person: int = 5, payer: str = "wallet:0") -> Recorded:
    """A reward that somebody asked for."""
    command = commanded("grant_reward", person=person, amount_milli=amount, task=task)
    flow: Flow = (payer, f"wallet:{person}", amount, "TASK_REWARD")
    return movement(flow, reference=f"task:{task}", command=command)


def has(person: int, amount: int, task: int = 900) -> list[Recorded]:
    """Somebody with a wallet, and what a task of somebody else's paid them."""
    return [*opened(person), by_hand(amount, task, person)]


def sent(amount: int, fee: int, decided_at: int = 0, **more: Any) -> Recorded:
    """A transfer from 5 to 6, as it was asked for."""
    command = commanded("transfer", decided_at, payer=5, payee=6, amount_milli=amount, **more)
    flow: Flow = ("wallet:5", "wallet:6", amount, "P2P_TRANSFER")
    return movement(flow, ("wallet:5", "account:burned", fee, "FEE_BURN"), command=command)


def burned(amount: int, day: str = DAY, person: int = 5) -> Recorded:
    """What a day costs somebody."""
    command = commanded("charge_demurrage", person=person, day=day)
    flow: Flow = (f"wallet:{person}", "account:burned", amount, "DEMURRAGE_BURN")
    return movement(flow, reference=f"demurrage:{day}:{person}", command=command)


def day_begun(day: str = DAY) -> Recorded:
    timer = f"demurrage:{day}"
    return fact(Fired(timer=timer, due=START + timedelta(days=1)), f"timer:{timer}")


def found(*events: Recorded | Sequence[Recorded]) -> list[tuple[int, str]]:
    """What an auditor says of these events, by position."""
    auditor = Auditor()
    auditor.take(log_of(*events))
    return [(one.position, one.what) for one in auditor.findings]


def log_of(*events: Recorded | Sequence[Recorded]) -> list[Recorded]:
    """Events at positions 1, 2, 3 …; whose id a later one names as its cause keeps that bond."""
    flat = [one for some in events for one in ([some] if isinstance(some, Recorded) else some)]
    return [replace(one, position=Position(place)) for place, one in enumerate(flat, 1)]


def identified(event: Recorded, number: int) -> Recorded:
    """With an id of its own, for others to name as their cause."""
    return replace(event, id=UUID(int=number))


def untagged(event: Recorded, account: str) -> Recorded:
    return replace(event, tags=tuple(tag for tag in event.tags if tag != Subject(account)))
