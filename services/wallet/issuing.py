"""Makes out claims for tasks that somebody did without signing in.

It follows from the log what claims are due, so none is lost, whatever was killed: a task that is
done by nobody known, with a reward in escrow and no claim for it.
"""

import logging

from events.credits import Transferred
from events.eventlog import EventLog, Page
from events.identity import Subject, caused_id
from events.query import Query
from events.tasks import Completed
from handlers.credits.books import Books
from handlers.credits.issue_claim import VALID_FOR, tasks_in, unclaimed
from handlers.decider import Refused
from services.claims import digest_of, token_of
from services.deciding import Deciding, Origin
from services.wallet.following import follow

CHECKPOINT = "wallet/claims"

_COMPLETED = frozenset({Completed.event_type})
_FOLLOWED = Query(types=_COMPLETED | {Transferred.event_type})

_log = logging.getLogger(__name__)


class Issuing:
    """Follows the log; `run` it."""

    def __init__(self, log: EventLog, ledger: Deciding, key: bytes) -> None:
        self._log = log
        self._ledger = ledger
        self._key = key

    async def run(self) -> None:
        """For ever."""
        await follow(self._log, CHECKPOINT, _FOLLOWED, self._take)

    async def _take(self, page: Page) -> bool:
        for task in dict.fromkeys(tasks_in(page.events)):
            await self._ledger.reach(page.position)
            await self._issue_if_due(task)
        return bool(page.events)

    async def _issue_if_due(self, task: int) -> None:
        reward, _ = await self._ledger.look(lambda known: unclaimed(Books.of(known), task))
        if reward is None:
            return
        query = Query(about=frozenset({Subject.of("task", task)}), types=_COMPLETED)
        done = (await self._log.backward(query=query, limit=1))[0]
        given = {
            "claim": digest_of(token_of(done.id, self._key)),
            "task": task,
            "amount_milli": reward.amount_milli,
            "expires_at": (done.time + VALID_FOR).isoformat(),
        }
        origin = Origin(caused_id(done.id, "claims", 0), done)
        try:
            await self._ledger.give("issue_claim", given, origin=origin, time=done.time)
        except Refused as refused:
            _log.info("no claim for task %d: %s", task, refused.reason)
