"""The books that benches work on: wallets that are open, and rewards that the system paid by hand.

All is about people and tasks whose numbers are far above any of ours.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

from events.command import Command
from events.credits import SYSTEM, WalletOpened, wallet
from events.envelope import Draft, Event, handler_source
from events.eventlog import EventLog
from events.identity import new_id
from handlers.credits.ledger import Ledger
from handlers.credits.movements import moved, movement, task_reference, task_subject
from services.soms.bench.loading import BATCH, append_all

FIRST = 10**9
"""The first person and the first task."""

START = datetime(2026, 1, 5, tzinfo=UTC)
INTERVAL = timedelta(milliseconds=25)
SOURCE = handler_source(Ledger.name, Ledger.version)
PORTION = 50_000
"""Movements that are made, and held in memory, at once."""


async def open_wallets(log: EventLog, number: int) -> None:
    await _append(log, [_event(0, _opened(person)) for person in people(number)])


async def pay_rewards(log: EventLog, number: int, accounts: int, amount_milli: int) -> None:
    """So many rewards of one amount; all accounts get theirs in turn."""
    for first in range(0, number, PORTION):
        some = range(first, min(first + PORTION, number))
        await _append(log, [_event(one, _reward(one, accounts, amount_milli)) for one in some])


def people(number: int) -> range:
    return range(FIRST, FIRST + number)


def _opened(person: int) -> Draft:
    made = Command(name="open_wallet", arguments={"person": person}, decided_at=0)
    return Draft(WalletOpened(wallet=person, command=made), wallet(person))


def _reward(ordinal: int, accounts: int, amount_milli: int) -> Draft:
    """As the ledger's grant_reward makes it."""
    person, task = FIRST + ordinal % accounts, FIRST + ordinal
    given = {"person": person, "amount_milli": amount_milli, "task": task}
    return movement(
        wallet(person),
        moved(SYSTEM, wallet(person), amount_milli, "TASK_REWARD"),
        task_subject(task),
        reference=task_reference(task),
        command=Command(name="grant_reward", arguments=given, decided_at=0),
    )


def _event(ordinal: int, draft: Draft) -> Event:
    time = START + ordinal * INTERVAL
    return Event(new_id(), draft.data, SOURCE, draft.subject, time, draft.tags)


async def _append(log: EventLog, events: Sequence[Event]) -> None:
    await append_all(log, list(_batches(events)))


def _batches(events: Sequence[Event]) -> Iterator[Sequence[Event]]:
    for at in range(0, len(events), BATCH):
        yield events[at : at + BATCH]
