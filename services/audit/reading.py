"""The books of a log, read for an auditor: every movement in order, and the accounts as kept."""

from collections.abc import AsyncIterator, Callable

from events.credits import Transferred
from events.eventlog import EventLog
from events.eventlog.postgres import PostgresEventLog
from events.identity import Position
from events.query import Query
from events.transparency.claims import Keys, OutsideHead
from events.transparency.verification import Verification
from events.transparency.verifier import verify_log
from handlers.audit import Auditor
from handlers.credits.books import ACCOUNTS
from services.audit.journal import Entry, entry_of
from services.projector.errors import ViewNotBuilt
from services.projector.reading import ViewReader

Advance = Callable[[int], None]

CATCH_UP_S = 30.0
"""For the view to come to the position of the audit."""

_MOVEMENTS = Query(types=frozenset({Transferred.event_type}))


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


async def audited(log: EventLog, until: Position, advance: Advance) -> Auditor:
    """Are the books what the rules of money allow, at every position."""
    auditor = Auditor()
    async for page in log.pages(until=until):
        auditor.take(page.events)
        advance(page.position)
    return auditor


async def compare(auditor: Auditor, reader: ViewReader, position: Position) -> None:
    """Hold the balances that everybody is shown against the auditor's own."""
    try:
        await reader.reached(ACCOUNTS, position, CATCH_UP_S)
        shown = (await reader.at(ACCOUNTS, position)).rows
    except ViewNotBuilt:
        return
    kept = {account: row.balance_milli for account, row in shown.items()}
    counted = auditor.balances
    for account in sorted(kept.keys() | counted.keys()):
        if kept.get(account, 0) != counted.get(account, 0):
            what = f"{account} is shown with {kept.get(account, 0)}, the log makes it "
            auditor.find(position, None, f"{what}{counted.get(account, 0)}")
