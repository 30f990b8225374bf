"""Demurrage: credits at rest cost their holders a little each day.

The clock says when a day has begun (`timers.fired`); the operator may open the next one early. Each
account is charged by a command whose id follows from that event, so a day is charged once whatever
restarts, and whoever noticed it first.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from events.credits import Transferred, wallet
from events.envelope import Recorded
from events.eventlog import EventLog, Page
from events.identity import Position, Subject, caused_id
from events.query import Query
from events.timers import Fired
from handlers.credits.books import ACCOUNTS
from handlers.credits.charge_demurrage import balances_before, chargeable, day_of, is_day
from projections.calendar import DEMURRAGE, Calendar
from projections.timers import Due, fired
from services.deciding import Deciding, Origin
from services.wallet.clock import now
from services.wallet.following import follow
from services.web.problems import Problem

CHECKPOINT = "wallet/demurrage"
TOGETHER = 500
"""Accounts that are charged at once."""

DAYS_AHEAD = 366
"""How far days may be opened early."""

_FIRED = Query(types=frozenset({Fired.event_type}))
_MOVEMENTS = Query(types=frozenset({Transferred.event_type}))


@dataclass(frozen=True, slots=True)
class Charged:
    """What a day took."""

    day: date
    wallets: int
    burned_milli: int


class Demurrage:
    """Charges every day that begins; `run` it."""

    def __init__(
        self, log: EventLog, ledger: Deciding, calendar: Calendar, *, is_charged: bool = True
    ) -> None:
        self._log = log
        self._ledger = ledger
        self._calendar = calendar
        self._is_charged = is_charged
        """Days that begin while it is not cost nobody anything, later on either."""

    async def run(self) -> None:
        """Follow the log for ever; a day that was not charged to its end is charged again."""
        await follow(self._log, CHECKPOINT, _FIRED, self._take)

    async def trigger(self, actor: Subject | None) -> Charged:
        """Open the next day early, and charge it. Raises `Problem` when it is too far ahead."""
        moment = now()
        due = self._calendar.after(DEMURRAGE, await self._last(moment), moment)
        if due.due - moment > timedelta(days=DAYS_AHEAD):
            raise Problem(409, f"days are opened early up to {DAYS_AHEAD} days ahead only")
        event = fired(due, moment)._replace(source="/services/wallet", actor=actor)
        await self._log.append([event])
        recorded = await self._log.get(event.id)
        assert recorded is not None
        return await self.charge(recorded)

    async def charge(self, day: Recorded) -> Charged:
        """Charge whoever had enough when a day began, unless they have been."""
        people = chargeable(await self._balances_at(day.position))
        taken: list[int] = []
        for first in range(0, len(people), TOGETHER):
            some = people[first : first + TOGETHER]
            taken += await asyncio.gather(*(self._charge_one(day, person) for person in some))
        return Charged(day_of(day), sum(map(bool, taken)), sum(taken))

    async def _balances_at(self, position: Position) -> dict[str, int]:
        await self._ledger.reach(position)
        accounts, until = await self._ledger.read(ACCOUNTS)
        since: list[Recorded] = []
        async for page in self._log.pages(after=position, until=until, query=_MOVEMENTS):
            since += page.events
        return balances_before(accounts, since)

    async def _charge_one(self, day: Recorded, person: int) -> int:
        event = await self._ledger.give(
            "charge_demurrage",
            {"person": person, "day": day_of(day).isoformat()},
            origin=Origin(caused_id(day.id, "demurrage", person), day),
            time=day.time,
        )
        data = None if event is None else event.data
        if not isinstance(data, Transferred):
            return 0
        return -sum(leg.amount_milli for leg in data.legs if leg.account == wallet(person))

    async def _take(self, page: Page) -> bool:
        days = [event for event in page.events if is_day(event)]
        for day in days if self._is_charged else ():
            await self.charge(day)
        return bool(days)

    async def _last(self, moment: datetime) -> Due | None:
        """The day that was opened last, be it one to come."""
        days = (moment.date() + timedelta(days=ahead) for ahead in range(-2, DAYS_AHEAD + 3))
        subjects = frozenset(Subject.of("timer", f"{DEMURRAGE}:{day}") for day in days)
        found: Sequence[Recorded] = await self._log.backward(query=Query(about=subjects), limit=1)
        data = found[0].data if found else None
        return Due(data.timer, data.due) if isinstance(data, Fired) else None
