"""A history of credits, as a hub has it: the log, its accounts, one signed head."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Any

from events.envelope import Recorded
from events.eventlog import PostgresEventLog, migrate
from events.transparency.checkpoint import SigningKey
from events.transparency.postgres import PostgresHeads
from projections.accounts import Accounts
from projections.projection import State
from projections.runtime import fold
from services.projector.projector import Projector
from services.projector.store import ViewStore
from services.publisher.signing import sign
from tests.bookkeeping import story

KEY = SigningKey.generate("soms/office")


@cache
def history() -> Sequence[Recorded]:
    return asyncio.run(story())


async def fill(url: str, hub: str, events: Sequence[Recorded]) -> None:
    await migrate(url, hub)
    log = await PostgresEventLog.connect(url, hub)
    await log.append_verbatim(events)
    head = sign(await log.head(), KEY, datetime(2026, 3, 9, tzinfo=UTC))
    await PostgresHeads(log).keep(head.stored())
    async with ViewStore.opened(url, hub) as store:
        projector = Projector(log, store)
        await projector.load([Accounts()])
        await projector.build_missing()
    await log.close()


def balances() -> dict[str, int]:
    """What the accounts view shows."""
    state: State[Any] = State()
    fold(Accounts(), state, history())
    return {account: row.balance_milli for account, row in state.rows().items()}
