"""The books of a log, read for an auditor: every movement in order, and the accounts as kept."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass

from events.credits import Transferred
from events.envelope import Recorded
from events.eventlog import EventLog
from events.eventlog.postgres import PostgresEventLog
from events.identity import Position
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


async def entries(log: EventLog, until: Position) -> AsyncIterator[Entry]:
    """Every movement of credits, in order."""
    async for page in log.pages(until=until, query=_MOVEMENTS):
        for event in page.events:
            yield entry_of(event)


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


@dataclass(slots=True)
class Audit:
    """Are the books what the rules of money allow, at every position, and what is shown of them."""

    auditor: Auditor
    sealed: Verification
    """Whether the log is what was signed."""
    compared_at: Position | None
    """As of where the balances that are shown were compared; None where they were not."""


async def audited(
    log: PostgresEventLog,
    shown: Shown | None,
    decided: Position,
    advance: Advance = lambda _: None,
    *,
    keys: Keys | None = None,
    heads: Sequence[OutsideHead] = (),
) -> Audit:
    """Verify the log, and audit the books in it, in one go.

    What payments were decided up to is paid, or it is a failure; what is owed from then on is none.
    """
    books = _Books(shown)
    sealed = await verify_log(log, advance, keys=keys, outside=heads, reads_along=books.read)
    auditor = books.auditor
    if shown is not None and books.compared_at is None:
        what = f"the accounts are shown as of {shown.position}, the log ends at {auditor.events}"
        auditor.find(auditor.events, None, what)
    auditor.call_in(decided)
    return Audit(auditor, sealed, books.compared_at)


class _Books:
    """Reads the log for the auditor, and stops where the shown accounts stand, to compare them."""

    def __init__(self, shown: Shown | None) -> None:
        self.auditor = Auditor()
        self.compared_at: Position | None = None
        self._awaited = shown
        self.read(())

    def read(self, events: Sequence[Recorded]) -> None:
        shown = self._awaited
        if shown is not None and shown.position <= self.auditor.events + len(events):
            before = shown.position - self.auditor.events
            self.auditor.take(events[:before])
            _compare(self.auditor, shown)
            self.compared_at, self._awaited = shown.position, None
            events = events[before:]
        self.auditor.take(events)


def _compare(auditor: Auditor, shown: Shown) -> None:
    counted = auditor.balances
    for account in sorted(shown.balances.keys() | counted.keys()):
        told, made = shown.balances.get(account, 0), counted.get(account, 0)
        if told != made:
            auditor.find(
                shown.position, None, f"{account} is shown with {told}, the log makes it {made}"
            )
