"""What may be done once only is done once, also among commands that arrive together."""

import asyncio

from events.eventlog import MemoryEventLog
from handlers.credits.books import ACCOUNTS
from handlers.credits.ledger import Ledger
from handlers.decider import Refused
from services.deciding import Deciding

TASK = 1_000_000


async def test_a_reference_is_used_by_the_first_command_that_moves_credits() -> None:
    ledger = Deciding(MemoryEventLog(), Ledger())
    await ledger.load()
    running = asyncio.create_task(ledger.run())
    await ledger.give("open_wallet", {"person": 1})
    given = [{"person": person, "amount_milli": 100, "task": TASK} for person in (2, 1, 1)]
    asked = [ledger.give("grant_reward", one) for one in given]
    unknown, paid, again = await asyncio.gather(*asked, return_exceptions=True)
    assert isinstance(unknown, Refused)
    assert isinstance(again, Refused)
    assert (unknown.rule, again.rule) == ("unknown_wallet", "duplicate_reference")
    assert not isinstance(paid, BaseException)
    account = ledger.row(ACCOUNTS, "wallet:1")
    assert account is not None
    assert account.balance_milli == 100
    running.cancel()
    await asyncio.wait([running])
