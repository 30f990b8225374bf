"""The books of a log, read for an auditor: every movement in order, and the accounts as kept."""

from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass

from events.credits import Transferred
from events.eventlog import EventLog
from events.eventlog.postgres import PostgresEventLog
from events.identity import START, Position
from events.query import Query
from events.transparency.claims import Keys, OutsideHead
from events.transparency.verification import Verification
from events.transparency.verifier import verify_log
from handlers.audit import Auditor
from handlers.credits.books import ACCOUNTS
from handlers.credits.payments import TaskPayments
from handlers.replay.check import checkpoint_name
from services.audit.journal import Entry, entry_of
from services.projector.errors import ViewNotBuilt
from services.projector.reading import ViewReader

Advance = Callable[[int], None]

_MOVEMENTS = Query(types=frozenset({Transferred.event_type}))


@dataclass(frozen=True, slots=True)
class Shown:
    """The accounts as a view has them, as of a position."""

    balances: Mapping[str, int]
    position: Position


@dataclass(frozen=True, slots=True)
class Audit:
    """What an auditor found out."""

    auditor: Auditor
    compared_at: Position | None
    """As of where the balances that are shown were compared; None where they were not."""


async def entries(log: EventLog, until: Position) -> AsyncIterator[Entry]:
    """Every movement of credits, in order."""
    async for page in log.pages(until=until, query=_MOVEMENTS):
        for event in page.events:
            yield entry_of(event)


async def verified(
    log: PostgresEventLog, keys: Keys, heads: list[OutsideHead], advance: Advance
) -> Verification:
    """Is the log what was signed."""
    return await verify_log(log, advance, keys=keys, outside=heads)


async def shown_accounts(reader: ViewReader) -> Shown | None:
    """The balances that everybody is shown now; None as long as no view is built."""
    try:
        found = await reader.rows(ACCOUNTS)
    except ViewNotBuilt:
        return None
    balances = {account: row.balance_milli for account, row in found.rows.items()}
    return Shown(balances, found.position)


async def decided_payments(log: EventLog) -> Position:
    """How far payments for tasks were decided; the log's beginning where nothing tells, as in one
    that was imported. Ask before the log's head: what was decided until then is in the log read.
    """
    return await log.checkpoint(checkpoint_name(TaskPayments()))


async def audited(
    log: EventLog, until: Position, shown: Shown | None, decided: Position, advance: Advance
) -> Audit:
    """Are the books what the rules of money allow, at every position, and what is shown of them.

    What payments were decided up to is paid, or it is a failure; what is owed from then on is none.
    """
    auditor, at, compared_at = Auditor(), START, None
    if shown is not None and shown.position <= until:
        at = compared_at = shown.position
        await _take(auditor, log, START, at, advance)
        _compare(auditor, shown)
    elif shown is not None:
        what = f"the accounts are shown as of {shown.position}, the log ends at {until}"
        auditor.find(until, None, what)
    await _take(auditor, log, at, until, advance)
    auditor.call_in(decided)
    return Audit(auditor, compared_at)


async def _take(
    auditor: Auditor, log: EventLog, after: Position, until: Position, advance: Advance
) -> None:
    async for page in log.pages(after=after, until=until):
        auditor.take(page.events)
        advance(page.position)


def _compare(auditor: Auditor, shown: Shown) -> None:
    counted = auditor.balances
    for account in sorted(shown.balances.keys() | counted.keys()):
        told, made = shown.balances.get(account, 0), counted.get(account, 0)
        if told != made:
            auditor.find(
                shown.position, None, f"{account} is shown with {told}, the log makes it {made}"
            )
