"""Makes out claims for tasks that somebody did without signing in.

It follows from the log what claims are due, so none is lost, whatever was killed: a task that is
done by nobody known, with a reward in escrow and no claim for it.
"""

import asyncio
import logging
from collections.abc import Iterable
from datetime import timedelta

from events.credits import Transferred
from events.envelope import Recorded
from events.errors import LogUnavailable
from events.eventlog import Checkpoint, EventLog
from events.identity import Subject, caused_id
from events.query import Query
from events.tasks import Completed
from handlers.credits.books import REWARDS, TASKS
from handlers.decider import Known, Refused
from projections.rewards import Reward
from projections.tasks import task_key
from services.claims import digest_of, token_of
from services.deciding import Deciding, Origin
from services.waiting import at_a_pace

CHECKPOINT = "wallet/claims"
VALID_FOR = timedelta(hours=24)

PAUSE_S = 1.0
"""After a failure of the database, before going on."""

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
        while True:
            try:
                await self._follow()
            except LogUnavailable as error:
                _log.warning("%s; going on", error)
            await asyncio.sleep(PAUSE_S)

    async def _follow(self) -> None:
        after = await self._log.checkpoint(CHECKPOINT)
        async for page in at_a_pace(self._log.subscribe(after=after, query=_FOLLOWED)):
            for task in dict.fromkeys(_tasks_in(page.events)):
                await self._ledger.reach(page.position)
                await self._issue_if_due(task)
            if page.events:
                await self._log.store_checkpoint(Checkpoint(CHECKPOINT, page.position))

    async def _issue_if_due(self, task: int) -> None:
        reward, _ = await self._ledger.look(lambda known: _unclaimed(known, task))
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


def _tasks_in(events: Iterable[Recorded]) -> Iterable[int]:
    """The tasks that may have come to be due: done now, or their reward reserved now."""
    for event in events:
        if isinstance(event.data, Completed):
            yield event.data.task
        elif event.subject.kind == "escrow":
            yield int(event.subject.name)


def _unclaimed(known: Known, task: int) -> Reward | None:
    """The reward of a task that is done and that nobody has a claim to yet."""
    key = task_key(task)
    found, reward = known.of(TASKS).get(key), known.of(REWARDS).get(key)
    is_due = found is not None and found.status == "completed" and found.completed_by is None
    return reward if is_due and reward is not None and reward.claim is None else None
