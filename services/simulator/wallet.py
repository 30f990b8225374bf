"""The simulated wallet: its deciders, and what it does of itself as the log goes on.

Days that begin are charged for, and claims made out for tasks that somebody did without being
known. Both follow from events, under ids that derive from them: after a crash it does so again.
"""

from collections.abc import Mapping
from typing import Any

from events.envelope import Recorded
from events.eventlog.memory import MemoryEventLog
from events.identity import START, caused_id
from events.query import Query
from events.tasks import Completed
from events.timers import Fired
from handlers.credits.books import ACCOUNTS, SUPPLY, Books
from handlers.credits.charge_demurrage import balances_before, chargeable, day_of, is_day
from handlers.credits.device_owners import DeviceOwners
from handlers.credits.issue_claim import VALID_FOR, tasks_in, unclaimed
from handlers.credits.ledger import Ledger
from handlers.credits.rules import minimum_transfer
from handlers.decider import Refused
from handlers.tasks.subjects import task_subject
from projections.supply import supply_of
from services.claims import digest_of, token_of
from services.simulator.chance import Danger
from services.simulator.deciding import Deciding
from services.simulator.reading import events_after, settled

CLAIM_KEY = b"a simulation's"

_COMPLETED = frozenset({Completed.event_type})


class Wallet:
    """One process with two deciders, that follows the log."""

    def __init__(self, log: MemoryEventLog, deciding: type[Deciding], danger: Danger) -> None:
        self.ledger = deciding(log, Ledger(), danger)
        self.owners = deciding(log, DeviceOwners(), danger)
        self.danger = danger
        self.position = START
        """Its checkpoint: durable, up to here everything was done."""
        self._log = log

    def step(self) -> None:
        self.ledger.step()
        self.owners.step()
        for event in events_after(self._log, self.position):
            self._take(event)
            self.position = event.position

    def added(self, name: str) -> Mapping[str, Any]:
        """What a command is given besides what somebody asked for, as of when they ask."""
        if name != "transfer":
            return {}
        circulating = supply_of(self.ledger.known.of(SUPPLY)).circulating_milli
        return {
            "minimum_milli": minimum_transfer(circulating),
            "minimum_at": self.ledger.position,
        }

    def restart(self) -> None:
        self.ledger.restart()
        self.owners.restart()

    def _take(self, event: Recorded) -> None:
        if event.type == Fired.event_type and is_day(event):
            self._charge(event)
        for task in tasks_in([event]):
            self._issue_if_due(task)

    def _charge(self, day: Recorded) -> None:
        accounts, until = self.ledger.known.of(ACCOUNTS).rows(), self.ledger.position
        since = [one for one in events_after(self._log, day.position) if one.position <= until]
        for person in chargeable(balances_before(accounts, since)):
            wish = {"person": person, "day": day_of(day).isoformat()}
            event_id = caused_id(day.id, "demurrage", person)
            self.ledger.give("charge_demurrage", wish, event_id, day.time, cause=day)

    def _issue_if_due(self, task: int) -> None:
        reward = unclaimed(Books.of(self.ledger.known), task)
        if reward is None:
            return
        about = Query(about=frozenset({task_subject(task)}), types=_COMPLETED)
        done = settled(self._log.backward(query=about, limit=1))[0]
        wish = {
            "claim": digest_of(token_of(done.id, CLAIM_KEY)),
            "task": task,
            "amount_milli": reward.amount_milli,
            "expires_at": (done.time + VALID_FOR).isoformat(),
        }
        event_id = caused_id(done.id, "claims", 0)
        try:
            self.ledger.give("issue_claim", wish, event_id, done.time, cause=done)
        except Refused:
            return
